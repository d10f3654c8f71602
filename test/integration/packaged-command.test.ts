/** The command as the npm package has it: launcher and bundle in a folder of their own, without sources or packages. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { bundleCommand } from '../../programs/bundle-command.ts';
import { ensureMinistack } from '../support/setup/tools.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { readPem, tryArguments, tryEnvironment } from './try-world.ts';

const REPOSITORY = join(import.meta.dirname, '../..');

let folder: string;
let launcher: string;

beforeAll(async () => {
  folder = await makeTemporaryFolder('packaged');
  launcher = join(folder, 'package/cli/bin.mjs');
  await mkdir(join(folder, 'package/cli'), { recursive: true });
  await writeFile(join(folder, 'package/package.json'), '{"type":"module"}');
  await cp(join(REPOSITORY, 'cli/bin.mjs'), launcher);
  await bundleCommand(join(folder, 'package/dist/command'));
});
afterAll(() => removeFolder(folder));

describe('the packaged command', () => {
  it('shows its version', async () => {
    expect(await run(['--version'])).toBe(`${packageJson.version}\n`);
  });

  it.each(['22.19.0', '23.0.0', '24.0.0'])('starts on Node %s', async (version) => {
    expect(await run(['--version'], {}, ['--import', nodeOf(version)])).toBe(`${packageJson.version}\n`);
  });

  it.each(['22.18.9', '20.19.0', '14.21.3'])(
    'says on Node %s in one line which one it needs',
    async (version) => {
      const failed = await run(['--version'], {}, ['--import', nodeOf(version)]).catch((thrown) => thrown);

      expect(failed).toMatchObject({
        code: 1,
        stdout: '',
        stderr: `dnscale-certs needs Node 22.19 or newer, and this is ${version}: install a newer one.\n`,
      });
    },
  );

  it('has a launcher that old Nodes can read', async () => {
    const code = await readFile(launcher, 'utf8');
    const read = (target: string) => transform(code, { target, format: 'esm' });

    // Newer syntax would be rewritten.
    expect((await read('node14.13.1')).code).toBe((await read('esnext')).code);
  });

  it('keeps what was compiled beside its bundle, for its owner alone', async () => {
    const compiled = join(folder, 'package/dist/command/compiled');
    await removeFolder(compiled);

    await run(['--version'], { TMPDIR: join(folder, 'temporary') });

    expect(((await stat(compiled)).mode & 0o777).toString(8)).toBe('700');
    expect(await readdir(compiled)).not.toEqual([]);
    expect(await run(['--version'])).toBe(`${packageJson.version}\n`);
  });

  it('starts where nothing can be kept beside its bundle', async () => {
    const compiled = join(folder, 'package/dist/command/compiled');
    await removeFolder(compiled);
    await writeFile(compiled, 'in the way');

    expect(await run(['--version'])).toBe(`${packageJson.version}\n`);
    await removeFolder(compiled);
  });

  it("serves the dashboard's page, which was built with it, until Ctrl-C", async () => {
    const running = start([process.execPath, launcher, 'dashboard', '--demo', '--no-open']);
    const [address = ''] = await running.untilMatch(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
    const opened = await fetch(address, { redirect: 'manual' });
    const headers = { Cookie: opened.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
    const place = new URL(opened.headers.get('Location') ?? '', address);

    const [page, program] = await Promise.all(
      ['.', 'page.js'].map((path) => fetch(new URL(path, place), { headers })),
    );

    expect(await page?.text()).toContain('<script type="module" src="page.js">');
    expect(await program?.text()).toMatch(/^\W*(?:var|let|const|import|\()/);
    running.child.kill('SIGINT');
    expect(await once(running.child, 'exit')).toEqual([130, null]);
  });

  it('opens the browser at a terminal, with an address that is not the printed one and opens once', async () => {
    const opened = join(folder, 'opened');
    await mkdir(join(folder, 'bin'));
    // As Linux and macOS call what opens an address.
    for (const name of ['xdg-open', 'open'])
      await writeFile(join(folder, 'bin', name), `#!/bin/sh\nprintf %s "$1" > ${opened}\n`, { mode: 0o755 });
    const script = 'import pty, sys; pty.spawn(sys.argv[1:])';
    const terminal = [await ensureMinistack(), '-c', script, process.execPath, launcher];
    const path = `${join(folder, 'bin')}:${process.env.PATH}`;

    const running = start([...terminal, 'dashboard', '--demo'], { PATH: path });
    const [printed = ''] = await running.untilMatch(/http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/);
    await running.untilMatch(/It is in your browser\./);
    const address = await vi.waitFor(async () => {
      const given = await readFile(opened, 'utf8');
      expect(given).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
      return given;
    });

    expect(address).not.toBe(printed);
    const statuses: number[] = [];
    for (const one of [address, address, printed])
      statuses.push((await fetch(one, { redirect: 'manual' })).status);
    running.child.kill();
    expect(statuses).toEqual([303, 401, 303]);
  });

  describe('in a world', () => {
    let world: EngineWorld;
    beforeAll(async () => {
      world = await startEngineWorld();
      world.dnscale.addZone('packaged.test');
    });
    afterAll(() => world?.stop());

    it('issues a certificate', async () => {
      const out = join(folder, 'out');
      const names = ['packaged.test', '*.packaged.test'];

      const stdout = await run(tryArguments(world, out, names), tryEnvironment(world));

      expect(stdout).toContain(`The certificate is in ${out}: `);
      expect(await readPem(out, 'fullchain.pem')).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
      expect(world.dnscale.records('packaged.test').filter(({ type }) => type === 'TXT')).toEqual([]);
    });
  });
});

async function run(args: string[], environment = {}, options: string[] = []): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...options, launcher, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    timeout: 45_000,
  });
  return stdout;
}

function start([program = '', ...args]: string[], environment = {}) {
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 45_000,
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    written += text;
  });
  const untilMatch = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(written);
      if (found) return found;
      await once(child.stdout, 'data');
    }
  };
  return { child, untilMatch };
}

/** A module that makes this Node call itself another one. */
function nodeOf(version: string): string {
  const versions = `{ ...process.versions, node: ${JSON.stringify(version)} }`;
  return `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} });`;
}
