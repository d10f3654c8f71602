/**
 * Reads our sources as syntax trees for the tests of the architecture: what a file imports, in whatever form
 * (static, `import type`, re-export, `import()`, `typeof import()`, `require`). A file that does not parse is an
 * error: it could hide anything.
 */
import { globSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Expression, type Program, parseSync, type StringLiteral, Visitor } from 'oxc-parser';

/** `path` is relative to the repository, with slashes. */
export type SourceFile = { path: string; text: string };

export type Import = {
  line: number;
  /** A package or `node:` module as written, a file of ours as its path from the repository, or COMPUTED. */
  target: string;
};

/** The target of an `import()` that only the running program knows. */
export const COMPUTED = '(computed)';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** The files that match, e.g. `functions/**\/*.ts`. @throws Error when none does: a walk over nothing proves nothing. */
export function readSources(...patterns: string[]): SourceFile[] {
  const paths = globSync(patterns, { cwd: REPOSITORY }).sort();
  if (paths.length === 0) throw new Error(`No file matches ${patterns.join(', ')}`);
  return paths.map((path) => ({
    path: path.replaceAll(sep, '/'),
    text: readFileSync(`${REPOSITORY}/${path}`, 'utf8'),
  }));
}

export function parseSource({ path, text }: SourceFile): Program {
  const { program, errors } = parseSync(path, text, { sourceType: 'module' });
  const [error] = errors;
  if (error) throw new Error(`${path} does not parse: ${error.message}`);
  return program;
}

export function lineAt(source: SourceFile, position: number): number {
  return source.text.slice(0, position).split('\n').length;
}

export function readImports(source: SourceFile): Import[] {
  const imports: Import[] = [];
  const add = (target: Expression | StringLiteral | undefined | null) => {
    if (!target) return;
    const written = target.type === 'Literal' && typeof target.value === 'string' ? target.value : COMPUTED;
    imports.push({ line: lineAt(source, target.start), target: resolveTarget(source.path, written) });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type === 'Identifier' && callee.name === 'require' && first?.type !== 'SpreadElement')
        add(first);
    },
  }).visit(parseSource(source));
  return imports;
}

function resolveTarget(from: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;
}
