/** Of our package.json a bundle gets what its code reads: else a new development package would change its bytes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const MANIFEST = join(import.meta.dirname, '../../package.json');

export function slimManifest(fields: readonly string[]): Plugin {
  return {
    name: 'slim-manifest',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
        if (path !== MANIFEST) return undefined;
        const all: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
        const read = Object.fromEntries(fields.map((field) => [field, all[field]]));
        return { contents: JSON.stringify(read), loader: 'json' };
      });
    },
  };
}
