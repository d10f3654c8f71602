/** Bundles a program around the real packages, as the build does, for tests of what a plugin leaves out. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';

const REPOSITORY = join(import.meta.dirname, '../../..');

/** What the bundled program prints, in a process of its own. @param flags of Node. */
export async function runBundled(plugin: Plugin, contents: string, flags: string[] = []): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dnscale-certs-slim-'));
  try {
    const file = join(folder, 'program.mjs');
    await writeFile(file, await bundled(plugin, contents));
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, file]);
    return stdout.trim();
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function bundled(plugin: Plugin, contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: REPOSITORY },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    minify: true,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [plugin],
  });
  return outputFiles[0]?.text ?? '';
}
