/** The real script in a small checkout of its own, with a script in place of npm that records its calls. */
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SETUP = fileURLToPath(new URL('../../../support/setup/', import.meta.url));
const LOCK = lockFile({
  '': {},
  'node_modules/undici': { version: '8.0.0', integrity: 'sha512-a' },
  'node_modules/@esbuild/other-platform': { version: '1.0.0', optional: true },
});
const INSTALLED = lockFile({ 'node_modules/undici': { version: '8.0.0', integrity: 'sha512-a' } });

let checkout: string;
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'install-packages-'));
  for (const script of ['install-packages.mjs', 'only-one.mjs']) {
    await mkdir(join(checkout, 'test/support/setup'), { recursive: true });
    await copyFile(join(SETUP, script), join(checkout, 'test/support/setup', script));
  }
  await write('package-lock.json', LOCK);
  await write('installed.json', INSTALLED);
  await anNpm('v24.21.0');
});
afterEach(() => rm(checkout, { recursive: true }));

describe('install-packages', () => {
  it('installs when there is no node_modules, saying so in two lines', async () => {
    const { code, output } = await run();

    expect(code).toBe(0);
    expect(output).toMatch(/^Installing the npm packages.*\nPackages installed in \d+ s\.\n$/);
    expect(await npmCalls()).toEqual(['ci --include=dev --no-audit --no-fund --loglevel=error']);
  });

  it('does nothing and says nothing when everything is installed', async () => {
    await run();

    const { code, output } = await run();

    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect(await npmCalls()).toHaveLength(1);
  });

  it('installs again when the lock file names another version', async () => {
    await run();
    await write('package-lock.json', LOCK.replace('8.0.0', '8.0.1'));

    await run();

    expect(await npmCalls()).toHaveLength(2);
  });

  it('installs again when npm was interrupted before its end', async () => {
    await run();
    await rm(join(checkout, 'node_modules/.package-lock.json'));

    await run();

    expect(await npmCalls()).toHaveLength(2);
  });

  it("fails with npm's own reason", async () => {
    await write('bin/npm', '#!/bin/sh\necho "registry unreachable" >&2\nexit 3\n');

    const { code, output } = await run();

    expect(code).toBe(1);
    expect(output).toContain('npm ci failed (3):\nregistry unreachable');
  });

  it('fails when node_modules/.bin/node is not Node 24', async () => {
    await anNpm('v20.1.0');

    const { code, output } = await run();

    expect(code).toBe(1);
    expect(output).toContain('node_modules/.bin/node is not Node 24 (v20.1.0)');
  });
});

function lockFile(packages: object): string {
  return JSON.stringify({ lockfileVersion: 3, packages });
}

/** Replaces npm: its `ci` leaves a Node of this version and, last, npm's own record. */
async function anNpm(nodeVersion: string): Promise<void> {
  await write(
    'bin/npm',
    `#!/bin/sh
echo "$*" >> npm-calls
mkdir -p node_modules/.bin
printf '#!/bin/sh\\necho ${nodeVersion}\\n' > node_modules/.bin/node
chmod +x node_modules/.bin/node
cp installed.json node_modules/.package-lock.json
`,
  );
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(checkout, path)), { recursive: true });
  await writeFile(join(checkout, path), content);
  if (path.startsWith('bin/')) await chmod(join(checkout, path), 0o755);
}

async function npmCalls(): Promise<string[]> {
  return (await readFile(join(checkout, 'npm-calls'), 'utf8')).trim().split('\n');
}

function run(): Promise<{ code: number | null; output: string }> {
  const script = join(checkout, 'test/support/setup/install-packages.mjs');
  const env = { ...process.env, PATH: `${join(checkout, 'bin')}:${process.env.PATH}` };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}
