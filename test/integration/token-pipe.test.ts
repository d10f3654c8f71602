/** The command with a token file that can be read only once, started by a shell as a person would. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin.mjs', import.meta.url));

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('once.test');
});
afterAll(() => world.stop());

it.each([
  ['a named pipe', 'mkfifo -m 600 pipe; cat token > pipe & DNSCALE_API_TOKEN_FILE=pipe "$@"'],
  ['what the shell puts in place of <(…)', 'DNSCALE_API_TOKEN_FILE=<(cat token) "$@"'],
  ['/dev/stdin', 'cat token | DNSCALE_API_TOKEN_FILE=/dev/stdin "$@"'],
])('doctor reads the token from %s', async (_, script) => {
  const { dnscale, pebble } = world;
  const folder = await makeTemporaryFolder('token-pipe');
  onTestFinished(() => removeFolder(folder));
  await writeFile(join(folder, 'token'), `${dnscale.addToken()}\n`, { mode: 0o600 });
  const command = [process.execPath, LAUNCHER, 'doctor', '-d', 'once.test'];
  const where = ['--directory', pebble.directoryUrl, '--resolver', dnscale.resolverAddress];

  // Rejects when it exits with anything but 0.
  const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', ...command, ...where], {
    cwd: folder,
    timeout: 45_000,
    env: {
      PATH: process.env.PATH,
      NODE_EXTRA_CA_CERTS: pebble.caCertificatePath,
      DNSCALE_API_URL: dnscale.apiUrl,
      DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
      DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
      DNSCALE_NAME_SERVER_DOMAINS: 'dnscale.test',
      DNSCALE_CERTS_VALIDATING_RESOLVERS: dnscale.resolverAddress,
    },
  });

  expect(stdout).toContain('✓ token: is there and can be read');
  expect(stdout).toContain('✓ token-reads: sees ');
  // The warning: `.test` names are certified by no public CA.
  expect(stdout).toMatch(/\n\d+ ok, 1 warning, 0 failures\n/);
});
