/**
 * Starts the app as `cdk` does, by the line in cdk.json: on an older Node, and where packages or their programs are missing. What
 * is started in a copy is a stand-in; once it is the app itself, on the system's own Node.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '../../..');
const { app: APP } = JSON.parse(readFileSync(join(REPOSITORY, 'cdk.json'), 'utf8'));
const BIN = join('node_modules', '.bin');
const OLDER = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });`;

let folder: string;
let clone: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnscale-certs-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  clone = join(folder, 'clone');
  mkdirSync(join(clone, 'node_modules'), { recursive: true });
  cpSync(join(REPOSITORY, 'infra/start.mjs'), join(clone, 'infra/start.mjs'));
  put('clone/package.json', '{"type":"module"}');
  put('clone/infra/app.ts', "const told: string = 'the app'; console.log(told);\n");
  put('new/node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`);
  put('old/node', `#!/bin/sh\nexec '${process.execPath}' --import "${OLDER}" "$@"\n`);
});

function put(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

/** With the Node of this folder alone, as `cdk` starts it. */
function start(node: 'old' | 'new') {
  return run(clone, [join(clone, BIN), join(folder, node)]);
}

function spawnApp(cwd: string, path: string[], environment: Record<string, string> = {}) {
  const PATH = [...path, '/usr/bin', '/bin'].join(delimiter);
  return spawn(APP, { cwd, shell: true, env: { PATH, ...environment }, timeout: 60_000 });
}

async function run(...args: Parameters<typeof spawnApp>) {
  const child = spawnApp(...args);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

describe('the app', () => {
  it('starts itself again on the Node among its packages, and ends as that does', async () => {
    put('clone/node_modules/node/bin/node', '#!/bin/sh\necho "newer $1"\nexit 7\n');

    expect(await start('old')).toEqual({ code: 7, stdout: `newer ${clone}/infra/start.mjs\n`, stderr: '' });
    expect(await start('new')).toEqual({ code: 0, stdout: 'the app\n', stderr: '' });
  });

  it('ends with a signal, and its second process too', async () => {
    put('clone/node_modules/node/bin/node', '#!/bin/sh\necho $$\nexec sleep 60\n');
    const child = spawn(process.execPath, ['--import', OLDER, 'infra/start.mjs'], { cwd: clone, env: {} });
    const [pid] = await once(child.stdout, 'data');

    child.kill('SIGTERM');

    expect(await once(child, 'close')).toEqual([1, null]);
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });

  it('says in one line that it has no newer Node, as after npm ci --ignore-scripts', async () => {
    mkdirSync(join(clone, BIN), { recursive: true });
    symlinkSync('../node/bin/node', join(clone, BIN, 'node'));

    expect(await start('old')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'This app needs Node 24, and this is 20.0.0. Run `npm ci` in its folder, without --ignore-scripts, which brings one along, or install a newer Node.\n',
    });
  });

  it('says in one line that it has no packages', async () => {
    rmSync(join(clone, 'node_modules'), { recursive: true });

    expect(await start('old')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'This app has no packages yet. Run `npm ci` in its folder.\n',
    });
  });

  it('says in one line which package is missing', async () => {
    put('clone/infra/app.ts', "import 'aws-cdk-lib/aws-s3';\n");

    expect(await start('new')).toEqual({
      code: 1,
      stdout: '',
      stderr: "The package aws-cdk-lib is missing. Run `npm ci` in this app's folder, without --omit.\n",
    });
  });

  it("says in one line that esbuild's program is missing", async () => {
    for (const file of ['package.json', 'lib/main.js']) {
      const path = join('node_modules/esbuild', file);
      cpSync(join(REPOSITORY, path), join(clone, path));
    }
    put('clone/infra/app.ts', "import { build } from 'esbuild';\nawait build({ entryPoints: ['a.ts'] });\n");

    expect(await start('new')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        "esbuild's program for this machine is missing. Run `npm ci` in this app's folder, without --omit.\n",
    });
  });

  it('leaves every other error to Node, with its stack trace', async () => {
    put('clone/infra/app.ts', "throw new Error('my own');\n");

    expect(await start('new')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Error: my own\n {4}at /),
    });
  });

  it('is started by the Node of the system, whatever it is: its own code reads the options', async () => {
    const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.endsWith(BIN));
    const CDK_CONTEXT_JSON = JSON.stringify({ config: 'no-such.config.ts' });

    expect(await run(REPOSITORY, path, { CDK_CONTEXT_JSON })).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The configuration no-such\.config\.ts cannot be loaded: .*\n$/),
    });
  });
});
