/**
 * Everything that the pages name exists: files and folders, links and their headings, npm scripts, the command's options and
 * variables. This checks neither style nor meaning.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DOCS_URL } from '../../../functions/engine/config/docs-url.ts';
import { withoutBlocks } from './page-parts.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const PAGES = globSync(['*.md', 'docs/**/*.md', 'examples/*/*.md', 'test/unit/**/*.md'], {
  cwd: REPOSITORY,
});

/** Code in backticks that begins like this is a path in the repository. */
const PATH = /^(?:functions|infra|cli|programs|test|docs|\.ci)\/[\w./-]+$/;

function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

function codeSpans(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

function allMatches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([whole, group]) => group ?? whole))].toSorted();
}

/** The anchors that GitHub makes from the headings: of a second one of the same words with a number. */
function anchors(markdown: string): string[] {
  const made = [...withoutBlocks(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return made.map((anchor, at) => {
    const before = made.slice(0, at).filter((other) => other === anchor).length;
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** Of links, pictures and their sources. */
function targetsOf(markdown: string): string[] {
  const text = withoutBlocks(markdown);
  const targets = [
    ...allMatches(text, /\]\(([^)\s]+)\)/g),
    ...allMatches(text, /\b(?:src|srcset|href)="([^"\s]+)"/g),
    ...allMatches(text, /^\[[^\]]+\]: (\S+)/gm),
  ];
  return targets.filter((target) => !/^(?:https|mailto):/.test(target));
}

/** Why the link leads nowhere; undefined when it leads somewhere. */
function brokenLink(page: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(REPOSITORY, file))) return `${page} links to ${target}: no such file`;
  if (anchor === undefined || anchors(read(file)).includes(anchor)) return undefined;
  return `${page} links to ${target}: no such heading`;
}

const SOURCES = globSync('{functions,cli,infra}/**/*.ts', { cwd: REPOSITORY });

/** Without comments that fill a line. */
function codeOf(path: string): string {
  return read(path).replace(/^\s*(?:\/?\*|\/\/).*$/gm, '');
}

describe('the texts of the product', () => {
  // Whoever reads a mail, a log or the command's words has no clone beside it.
  it('name a page by its address', () => {
    const named = SOURCES.filter((path) => path !== join('functions', 'engine', 'config', 'docs-url.ts'))
      .map((path) => ({ path, pages: allMatches(codeOf(path), /\bdocs\/[\w/-]+\.md/g) }))
      .filter(({ pages }) => pages.length > 0);

    expect(named).toEqual([]);
  });

  it('name pages and headings that exist', () => {
    const targets = SOURCES.flatMap((path) =>
      allMatches(codeOf(path), /\$\{DOCS_URL\}\/([\w/-]+\.md(?:#[\w-]+)?)/g),
    );

    expect(targets).toContain('operator-runbook.md#not-served');
    expect(targets.flatMap((target) => brokenLink('docs/of-the-web.md', target) ?? [])).toEqual([]);
  });

  it('name the command so that one place can say how a shell finds it', () => {
    const spelled = SOURCES.filter((path) => /npx dnscale-certs(?!@)/.test(codeOf(path)));

    expect(spelled.toSorted()).toEqual([
      join('functions', 'engine', 'notify', 'mail.ts'),
      join('infra', 'outputs.ts'),
    ]);
  });
});

describe('the pages', () => {
  it('are found', () => {
    expect(PAGES).toContain('README.md');
    expect(PAGES).toContain('docs/how-a-renewal-runs.md');
    expect(PAGES).toContain('docs/decisions/0001-bringing-a-check-forward.md');
  });

  it.each(PAGES)('%s names files and folders that exist', (page) => {
    const paths = codeSpans(read(page)).filter((code) => PATH.test(code));

    expect(paths.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
  });

  it.each(PAGES)('%s has links that lead somewhere', (page) => {
    expect(targetsOf(read(page)).flatMap((target) => brokenLink(page, target) ?? [])).toEqual([]);
  });

  it.each(PAGES)('%s names addresses of these pages on the web that lead somewhere', (page) => {
    const addresses = allMatches(
      read(page),
      /https:\/\/github\.com\/[\w-]+\/dnscale-certs\/blob\/[\w./#-]*[\w-]/g,
    );
    const targets = addresses.map((address) => address.replace(`${DOCS_URL}/`, ''));

    expect(targets.flatMap((target) => brokenLink('docs/of-the-web.md', target) ?? [])).toEqual([]);
  });

  it.each([
    ['[a](there.md)', ['there.md']],
    ['<img alt="a" src="a.svg"><source srcset="b.svg">', ['a.svg', 'b.svg']],
    ['[a]: there.md', ['there.md']],
    ['[a](https://a.test) `[b](c)`', ['c']],
    ['```md\n[a](there.md)\n```\n', []],
  ])('have in %j the targets %j', (markdown, targets) => {
    expect(targetsOf(markdown)).toEqual(targets);
  });

  it('have an anchor for each heading, also for the second of the same words', () => {
    expect(anchors('# A, b\n## C\n```sh\n# no heading\n```\n## C\n')).toEqual(['a-b', 'c', 'c-1']);
  });

  it.each(PAGES)('%s names npm scripts that exist', (page) => {
    const { scripts } = JSON.parse(read('package.json'));

    const named = allMatches(read(page), /npm run ([\w:-]+)/g);

    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('name every npm script that is called by name', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const text = PAGES.map(read).join('\n');

    // npm itself calls the scripts that begin with "pre"; `npm test` and `npx cdk` need no "run".
    const called = Object.keys(scripts).filter((name) => !/^(pre.+|test|cdk)$/.test(name));

    expect(called.filter((name) => !text.includes(`npm run ${name}`))).toEqual([]);
  });
});

describe('docs/command.md', () => {
  const text = read('docs/command.md');
  const sources = globSync('cli/**/*.ts', { cwd: REPOSITORY }).map(read).join('\n');

  it('has a row for each variable of the environment, and for no other', () => {
    const rows = allMatches(text, /^\| `([A-Z][A-Z_]+)`/gm);

    expect(rows).toEqual(allMatches(read('cli/environment.ts'), /^ {4}([A-Z][A-Z_]+): z\./gm));
  });

  it('names options that the command has', () => {
    const options = allMatches(sources, /ption\(\s*'(?:-\w, )?(--[a-z-]+)/g);

    // commander makes these two by itself.
    const named = allMatches(text, /(?<=[`\s])--(?!help|version)[a-z][a-z-]+/g);
    expect(options).toContain('--accept-tos');
    expect(named.filter((name) => !options.includes(name))).toEqual([]);
  });
});
