/** Node's own modules in the command's bundle: built around each form of import, and run. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainBuiltins } from '../../../programs/build/plain-builtins.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dnscale-certs-builtins-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function bundled(source: string): Promise<string> {
  const entry = join(folder, 'entry.js');
  await writeFile(entry, source);
  const options = { bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' } as const;
  const outfile = join(folder, 'program.mjs');
  await build({ ...options, entryPoints: [entry], outfile, plugins: [plainBuiltins] });
  return outfile;
}

describe('plainBuiltins', () => {
  it('gives what is imported by name, as default, under another name and of a namespace', async () => {
    const program = await bundled(`
      import process, { version } from 'node:process';
      import { basename, join as joined } from 'path';
      import * as zlib from 'node:zlib';
      console.log(process.version === version, basename('/a/b'), joined('c', 'd'), zlib.crc32('hello'));`);

    const { stdout } = await promisify(execFile)(process.execPath, [program]);

    expect(stdout).toBe('true b c/d 907060870\n');
  });

  it('fails to build where a namespace is handed on as a whole', async () => {
    const whole = bundled("import * as zlib from 'node:zlib'; console.log(Object.keys(zlib));");

    await expect(whole).rejects.toThrow('programs/build/plain-builtins.ts cannot follow "zlib"');
  });
});
