/** `dnscale-certs try` as people and scripts use it: the real command, DNScale emulated, Pebble as the CA. */
import { X509Certificate } from 'node:crypto';
import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { eventsOf, namesOf, readPem, tryArguments, tryEnvironment } from './try-world.ts';

const PEM_FILES = ['privkey.pem', 'cert.pem', 'chain.pem', 'fullchain.pem', 'bundle.pem'];

let world: EngineWorld;
let folder: string;

beforeAll(async () => {
  world = await startEngineWorld();
  for (const name of ['example.com', 'example.org']) world.dnscale.addZone(name);
});

afterAll(() => world.stop());

beforeEach(async () => {
  folder = await makeTemporaryFolder('try');
});

afterEach(() => removeFolder(folder));

const tryFor = (domainNames: string[], more: string[] = [], environment: NodeJS.ProcessEnv = {}) =>
  runDnscaleCerts([...tryArguments(world, folder, domainNames), ...more], tryEnvironment(world, environment));

describe('dnscale-certs try', () => {
  it('puts a certificate for exactly these names on disk, and leaves no TXT value', async () => {
    const { exitCode, stdout, stderr } = await tryFor(['example.com', '*.example.com']);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [privkey, cert, chain, fullchain, bundle] = await Promise.all(
      PEM_FILES.map((file) => readPem(folder, file)),
    );
    const leaf = new X509Certificate(cert ?? '');
    expect(leaf.subjectAltName).toBe('DNS:example.com, DNS:*.example.com');
    expect(fullchain).toBe(`${cert}${chain}`);
    expect(bundle).toBe(`${privkey}${fullchain}`);
    expect(stdout).toMatch(/propagation +\d+\.\d\d s/);
    expect(stdout).toContain(`The certificate is in ${folder}`);
    expect(world.dnscale.txtValues('_acme-challenge.example.com')).toEqual([]);
  });

  it('keeps private keys to their owner, and never shows one, or the token', async () => {
    const token = world.dnscale.addToken();

    const { stdout, stderr } = await tryFor(['example.com'], ['--json'], { DNSCALE_API_TOKEN: token });

    const modes = await Promise.all(
      ['privkey.pem', 'bundle.pem', '.dnscale-certs/state.json', 'cert.pem'].map(
        async (file) => (await stat(join(folder, file))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o644]);
    const shown = stdout + stderr + (await readPem(folder, '.dnscale-certs/state.json'));
    expect(shown).toContain('certificate-issued');
    expect(shown).not.toContain(token);
    expect(shown).not.toContain('PRIVATE KEY');
  });

  it('writes one JSON object for each event', async () => {
    const ended = await tryFor(['example.com'], ['--json']);

    expect(ended.exitCode).toBe(0);
    const names = namesOf(ended);
    expect(names).toContain('txt-removed');
    expect(names).toContain('zones-checked');
    // Zones and CAA are checked, and values removed, beside other work: their events may come a moment earlier or later.
    const beside = /^(step-begun|propagation-seen|warning|txt-removed|zones-checked|caa-checked)$/;
    expect(names.filter((name) => !beside.test(name))).toEqual([
      'run-started',
      'decided',
      'account-noted',
      'order-created',
      'txt-published',
      'propagated',
      'challenge-answered',
      'certificate-issued',
      'certificate-stored',
      'run-finished',
      'certificate-on-disk',
    ]);
  });

  it('shows the account at the CA once, keeps its URL, and advises no CAA record that names it', async () => {
    const { directoryUrl } = world.pebble;

    const { stdout } = await tryFor(['example.com']);
    const again = await tryFor(['example.com'], ['--force', '--json']);

    const { accounts } = JSON.parse(await readPem(folder, '.dnscale-certs/state.json'));
    expect(Object.keys(accounts)).toEqual([directoryUrl]);
    expect(accounts[directoryUrl]).toMatch(/^https:\/\/localhost:\d+\/my-account\/[0-9a-f]+$/);
    expect(stdout).toContain(
      `account: The account at the CA is ${accounts[directoryUrl]}. It is of this folder only: a CAA record`,
    );
    expect(stdout).not.toContain('CAA 0 issue');
    expect(namesOf(again)).toContain('order-created');
    expect(namesOf(again)).not.toContain('account-noted');
  });

  it('issues nothing while the certificate in the folder is not due, and another one by force', async () => {
    await tryFor(['example.com']);
    const first = await readPem(folder, 'cert.pem');

    const again = await tryFor(['example.com'], ['--json']);
    const forced = await tryFor(['example.com'], ['--json', '--force']);

    expect([again.exitCode, forced.exitCode]).toEqual([0, 0]);
    expect(namesOf(again)).toEqual([
      'run-started',
      'renewal-advised',
      'decided',
      'run-finished',
      'certificate-on-disk',
    ]);
    expect(eventsOf(forced).find(({ event }) => event === 'decided')?.reason).toBe('forced');
    expect(await readPem(folder, 'cert.pem')).not.toBe(first);
  });

  it('issues anew for other names in the same folder', async () => {
    await tryFor(['example.com']);

    const { exitCode } = await tryFor(['example.org', 'example.com']);

    expect(exitCode).toBe(0);
    const leaf = new X509Certificate(await readPem(folder, 'cert.pem'));
    expect(leaf.subjectAltName).toBe('DNS:example.org, DNS:example.com');
  });

  it('puts files back that were deleted or altered, without an order', async () => {
    await tryFor(['example.com']);
    const bundle = await readPem(folder, 'bundle.pem');
    await removeFolder(join(folder, 'bundle.pem'));
    await writeFile(join(folder, 'cert.pem'), 'something else');

    const ended = await tryFor(['example.com'], ['--json']);

    expect(ended.exitCode).toBe(0);
    expect(namesOf(ended)).not.toContain('order-created');
    expect(await readPem(folder, 'bundle.pem')).toBe(bundle);
    expect(bundle).toContain(await readPem(folder, 'cert.pem'));
  });

  it('makes a key of the algorithm that was asked for', async () => {
    await tryFor(['example.com'], ['--key-algorithm', 'RSA_2048']);

    const leaf = new X509Certificate(await readPem(folder, 'cert.pem'));
    expect(leaf.publicKey.asymmetricKeyType).toBe('rsa');
  });

  it('reads the token from a file, and warns when others can read it too', async () => {
    const file = join(folder, 'token');
    await writeFile(file, `${world.dnscale.addToken()}\n`, { mode: 0o600 });
    const environment = { DNSCALE_API_TOKEN: '', DNSCALE_API_TOKEN_FILE: file };

    const silent = await tryFor(['example.com'], [], environment);
    await chmod(file, 0o644);
    const warned = await tryFor(['example.com'], ['--force'], environment);

    expect([silent.exitCode, warned.exitCode]).toEqual([0, 0]);
    expect(silent.stdout).not.toContain('warning');
    expect(warned.stdout).toContain(`The token file ${file} can be read by other users`);
  });
});

describe('dnscale-certs try, called wrongly or in vain,', () => {
  it.each([
    ['without --accept-tos', ['try', '-d', 'example.com'], '--accept-tos'],
    ['without a name', ['try', '--accept-tos'], "'-d, --domain <name>'"],
    ['with a name that cannot be', ['try', '-d', 'exa mple.com', '--accept-tos'], 'exa mple.com'],
    [
      'with a name that no public CA certifies',
      ['try', '-d', 'intranet.local', '--accept-tos'],
      '"intranet.local" ends in .local, which is reserved',
    ],
    ['with a CA that is none', ['try', '-d', 'a.test', '--accept-tos', '--server', 'ftp://x'], 'https URL'],
    [
      'with a contact that is none',
      ['try', '-d', 'a.test', '--accept-tos', '--email', 'me'],
      'e-mail address',
    ],
    ['with an unknown option', ['try', '-d', 'a.test', '--accept-tos', '--yes'], "'--yes'"],
  ])('exits with 2 %s', async (_, args, words) => {
    const { exitCode, stdout, stderr } = await runDnscaleCerts(args, tryEnvironment(world));

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  it.each([
    ['a name that no public CA certifies', ['-d', 'intranet.local'], 'which is reserved'],
    ['a resolver that is none', ['-d', 'example.com', '--resolver', 'a b'], '"a b" is not the address'],
  ])('exits with 2 for %s, and makes no folder', async (_, args, words) => {
    const out = join(folder, 'out');
    const command = ['try', ...args, '--accept-tos', '--out', out];

    const { exitCode, stdout, stderr } = await runDnscaleCerts(command, tryEnvironment(world));

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(words);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  it('exits with 2 for a variable that cannot be used', async () => {
    const { exitCode, stderr } = await tryFor(['example.com'], [], { DNSCALE_TTL: '60' });

    expect(exitCode).toBe(2);
    expect(stderr).toContain('DNSCALE_TTL: given "60"; expected: a whole number from 120 to 86400');
  });

  it.each([
    ['there is no token', ['example.com'], { DNSCALE_API_TOKEN: '' }, 'DNSCALE_API_TOKEN is not set'],
    ['the zone is not there', ['nowhere.test'], {}, 'nowhere.test'],
    [
      'the CA cannot be trusted',
      ['example.com'],
      { NODE_EXTRA_CA_CERTS: '' },
      'let NODE_EXTRA_CA_CERTS name a file',
    ],
  ])('exits with 1, one error and nothing on disk when %s', async (_, domainNames, environment, words) => {
    const { exitCode, stderr } = await tryFor(domainNames, [], environment);

    expect(exitCode).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(words);
    await expect(readPem(folder, 'cert.pem')).rejects.toThrow('ENOENT');
  });
});
