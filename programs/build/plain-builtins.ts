/**
 * Node's own modules as the command's bundle gets them. An `import` of one makes Node read every property of it for a namespace, and
 * some of those load more: `node:fs` its streams, `node:process` the standard streams and the writer of reports. Taken from
 * `process.getBuiltinModule`, a module costs only what is used of it.
 */
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

const REPOSITORY = join(import.meta.dirname, '../..');

/** An esbuild plugin. Node has had `getBuiltinModule` since 22.3. */
export const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z_:/0-9]+$/ }, ({ path, kind, importer }) => {
      if (kind !== 'import-statement' || !isBuiltin(path)) return undefined;
      // One for each importer, within its part: one for all would be a part, a file, of its own.
      const own = `${path} for ${relative(REPOSITORY, importer)}`;
      return { path: own, namespace: 'builtin', pluginData: { name: path, importer } };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ pluginData: { name, importer } }) => ({
      contents: moduleOf(name, namesOf(name, await readFile(importer, 'utf8'))),
      loader: 'js',
    }));
  },
};

/** What the importer takes by name. esbuild fails for a name that this misses. */
function namesOf(builtin: string, source: string): string[] {
  const clauses = [...source.matchAll(IMPORT)].flatMap(([, clause = '', from]) =>
    from === builtin ? [clause] : [],
  );
  const named = clauses.flatMap((clause) => /\{([^}]*)\}/.exec(clause)?.[1]?.split(',') ?? []);
  const names = named.flatMap((one) => /^\s*(\w+)(?:\s+as\s+\w+)?\s*$/.exec(one)?.[1] ?? []);
  const wholes = clauses.flatMap((clause) => /\*\s*as\s+(\w+)/.exec(clause)?.[1] ?? []);
  const members = wholes.flatMap((whole) => membersOf(whole, source));
  return [...new Set([...names, ...members])].filter((name) => name !== 'default').sort();
}

/** @throws Error where a namespace is used as a value: what is read of it cannot be told. */
function membersOf(whole: string, source: string): string[] {
  const uses = [...source.replace(IMPORT, '').matchAll(new RegExp(`\\b${whole}\\b(?:\\.(\\w+))?`, 'g'))];
  return uses.map(([use, member]) => {
    if (member === undefined) throw new Error(`programs/build/plain-builtins.ts cannot follow "${use}"`);
    return member;
  });
}

const IMPORT = /\b(?:import|export)\s*([^'";]*?)\s*from\s*['"]([^'"]+)['"]/g;

function moduleOf(builtin: string, names: readonly string[]): string {
  const pure = '/* @__PURE__ */';
  return [
    `const found = ${pure} process.getBuiltinModule('${builtin}');`,
    'export default found;',
    ...names.map(
      (name) => `const $${name} = ${pure} (() => found.${name})(); export { $${name} as ${name} };`,
    ),
  ].join('\n');
}
