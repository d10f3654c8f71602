/**
 * Code that another user of the machine has planted where Node would take it: the compile cache in the shared temporary
 * folder, and folders of packages above the command's own. The launcher is the real one; what it starts is a stand-in that
 * says which code ran.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin.mjs', import.meta.url));
const OWN = "export async function main() { console.log('own code'); }\n";
/** Exactly as long: V8 takes cached code for a source of this length. */
const PLANTED = "export async function main() { console.log('attacker'); }\n";

let shared: string;
let command: string;

beforeEach(async () => {
  shared = await makeTemporaryFolder('planted');
  onTestFinished(() => removeFolder(shared));
  command = join(shared, 'clone');
  await put('clone/package.json', '{"type":"module"}');
  await put('clone/cli/main.ts', OWN);
  await mkdir(join(command, 'node_modules'));
  await cp(LAUNCHER, join(command, 'cli/bin.mjs'));
});

describe('the launcher', () => {
  it('runs none of the code in a compile cache in the temporary folder', async () => {
    await put('clone/cli/main.ts', PLANTED);
    await node(['-e', withCache()]);
    await put('clone/cli/main.ts', OWN);
    await pretendToBeCachedFrom(OWN);

    // The control: Node itself takes the planted code from there.
    expect(await node(['-e', withCache()])).toBe('attacker\n');
    expect(await launch()).toBe('own code\n');
  });

  it('runs no newer Node from a folder of packages above its own', async () => {
    await put('node_modules/node/bin/node', '#!/bin/sh\necho attacker\n', 0o755);

    const failed = await launch('--import', olderNode()).catch((thrown) => thrown);

    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('dnscale-certs needs Node 24, and this is 20.0.0.');
  });

  it('runs no package from a folder above its own that one of its packages searches for', async () => {
    const search = "try { require('supports-color'); } catch (missing) { console.log(missing.code); }\n";
    await put('clone/node_modules/debug/index.js', search);
    await put('node_modules/supports-color/index.js', "console.log('attacker');\n");
    await put('clone/cli/main.ts', `import 'debug';\n${OWN}`);

    // The control: Node itself finds it.
    expect(await node(['--eval', `import(${mainUrl()})`])).toBe('attacker\n');
    expect(await launch()).toBe('MODULE_NOT_FOUND\nown code\n');
  });

  it('runs no package from a folder above its own', async () => {
    await put('node_modules/commander/index.js', "console.log('attacker');\n");
    await put('clone/cli/main.ts', `import 'commander';\n${OWN}`);
    await removeFolder(join(command, 'node_modules'));

    const failed = await launch().catch((thrown) => thrown);

    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toBe('dnscale-certs has no packages yet. Run `npm ci` in its folder.\n');
  });
});

async function put(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(join(shared, path)), { recursive: true });
  await writeFile(join(shared, path), text, { mode });
}

function launch(...options: string[]): Promise<string> {
  return node([...options, join(command, 'cli/bin.mjs')]);
}

async function node(args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { PATH: process.env.PATH, TMPDIR: shared },
    timeout: 20_000,
  });
  return stdout;
}

/** Loads the command's code as a launcher with Node's default compile cache does. */
function withCache(): string {
  return `require('node:module').enableCompileCache(); import(${mainUrl()}).then(({ main }) => main());`;
}

function mainUrl(): string {
  return JSON.stringify(pathToFileURL(join(command, 'cli/main.ts')));
}

/** The cache names the source that its code was made from by a checksum, which its writer chooses (node_compile_cache.cc). */
async function pretendToBeCachedFrom(source: string): Promise<void> {
  const cache = join(shared, 'node-compile-cache');
  const files = await readdir(cache, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    const bytes = await readFile(path);
    bytes.writeUInt32LE(crc32(source), CHECKSUM_AT);
    await writeFile(path, bytes);
  }
}

const CHECKSUM_AT = 12;

function olderNode(): string {
  const versions = '{ ...process.versions, node: "20.0.0" }';
  return `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} });`;
}
