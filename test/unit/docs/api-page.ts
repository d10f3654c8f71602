/** Writes the page of the public constructs, docs/api.md, from the sources: what `infra/index.ts` exports and its doc comments. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comment, type Declaration, parseSync } from 'oxc-parser';

const INFRA = join(import.meta.dirname, '../../../infra');

const HEAD = `# Constructs

Everything that \`import … from 'dnscale-certs'\` offers. This page is written from the doc comments:
\`npx vitest run --project unit test/unit/docs/api.test.ts -u\`. What belongs together is in [Configuration](configuration.md#constructs).
`;

type Source = { text: string; comments: Comment[] };
type Doc = { text: string; defaultText: string; params: Map<string, string>; isInternal: boolean };

export function writeApiPage(): string {
  const index = parse('index.ts');
  const exported = index.program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source === null) return [];
    const file = statement.source.value.replace('./', '');
    return statement.specifiers.map(({ local }) => ({
      file,
      name: 'name' in local ? local.name : local.value,
    }));
  });
  const sections = exported.map(({ file, name }) => section(parse(file), name));
  return [HEAD, ...sections].join('\n');
}

function parse(file: string) {
  const text = readFileSync(join(INFRA, file), 'utf8');
  const { program, comments } = parseSync(file, text);
  return { text, comments, program };
}

function section({ program, ...source }: ReturnType<typeof parse>, name: string): string {
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const { declaration } = statement;
    if (declaration === null || !('id' in declaration) || nameOf(declaration) !== name) continue;
    const { text } = docBefore(statement.start, source);
    return `## ${name}\n\n${text}\n\n${members(declaration, source)}`;
  }
  throw new Error(`infra exports ${name}, and it is not declared there`);
}

function nameOf(declaration: Declaration): string | undefined {
  if (!('id' in declaration) || declaration.id === null || !('name' in declaration.id)) return undefined;
  return declaration.id.name;
}

type Member = { start: number; end: number; type: string };

function members(declaration: Declaration, source: Source): string {
  const isProps = declaration.type === 'TSInterfaceDeclaration' && !nameOf(declaration)?.startsWith('I');
  const body =
    'body' in declaration && declaration.body && 'body' in declaration.body ? declaration.body.body : [];
  const shown = (body as Member[])
    .map((member) => ({ start: member.start, text: signature(member, source) }))
    .filter(({ text }) => !/^(private|constructor|override)\b/.test(text))
    .map(({ start, text }) => ({ doc: docBefore(start, source), text }))
    .filter(({ doc }) => !doc.isInternal);
  const inherited = inheritedNames(declaration, source);
  const lines = shown.map(({ doc, text }) => (isProps ? row(text, doc) : item(text, doc)));
  const head = isProps ? ['| prop | meaning | default |', '| --- | --- | --- |'] : [];
  return `${[...inherited, ...head, ...lines].join('\n')}\n`;
}

function inheritedNames(declaration: Declaration, { text }: Source): string[] {
  if (declaration.type !== 'TSInterfaceDeclaration') return [];
  const parents = declaration.extends.map(({ start, end }) => text.slice(start, end));
  return parents.length === 0 ? [] : [`It has all of ${parents.join(', ')}, and:`, ''];
}

/** Without its body or value, in one line. */
function signature({ start, end }: Member, { text }: Source): string {
  const code = text.slice(start, end);
  const [declared = ''] =
    /^get /.test(code) || code.includes(') {') || /\): [^{]+\{/.test(code) ? code.split(/ \{\n/) : [code];
  return declared
    .replace(/ = .*$/s, '')
    .replace(/;$/, '')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')')
    .trim();
}

function row(text: string, { text: meaning, defaultText }: Doc): string {
  const [, name, mark, type] = /^readonly (\w+)(\??): (.+)$/.exec(text) ?? [];
  if (name === undefined || type === undefined) throw new Error(`a prop is readonly and has a type: ${text}`);
  const otherwise = mark === '' ? 'required' : defaultText.replace(/^- /, '');
  if (otherwise === '') throw new Error(`an optional prop has a @default: ${text}`);
  return `| \`${name}\`: \`${type}\` | ${meaning} | ${otherwise} |`;
}

function item(text: string, { text: meaning, params }: Doc): string {
  const code = text.replace(/^get (\w+)\(\)/, 'readonly $1');
  const given = [...params].map(([name, what]) => ` \`${name}\`: ${what}`).join('');
  return `- \`${code}\`: ${meaning}${given}`;
}

/** The comment that ends right before `start`. */
function docBefore(start: number, { text, comments }: Source): Doc {
  const found = comments.find(
    ({ type, end }) => type === 'Block' && /^\s*$/.test(text.slice(end, start)) && end <= start,
  );
  if (!found) throw new Error(`no doc comment before: ${text.slice(start, start + 60)}`);
  const lines = found.value.split('\n').map((line) => line.replace(/^\s*\*+ ?/, '').trim());
  const [prose = '', ...tags] = ` ${lines.join(' ').trim()}`.split(/\s+(?=@(?:default|param|internal)\b)/);
  const tag = (name: string) => tags.filter((each) => each.startsWith(`@${name}`));
  return {
    text: prose.replace(/^\*\s*/, '').trim(),
    defaultText: (tag('default')[0] ?? '').replace(/^@default\s*/, '').trim(),
    params: new Map(
      tag('param').map((each) => /^@param (\w+) (.*)$/.exec(each)?.slice(1) as [string, string]),
    ),
    isInternal: tag('internal').length > 0,
  };
}
