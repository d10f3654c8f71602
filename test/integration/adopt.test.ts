/**
 * Moving in from certbot: a folder that certbot itself has made with Pebble, the command, the deployment's definition, and the runs
 * of the renewer. No stand-in for certbot.
 */
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noDeadline } from '../support/builders.ts';
import { documentIn } from '../support/command-documents.ts';
import { type Certbot, createCertbot } from '../support/real-clients/certbot.ts';
import { type AdoptWorld, startAdoptWorld } from './adopt-world.ts';

const NAMES = ['example.com', '*.example.com'];
const HOUR_MS = 3_600_000;

let world: AdoptWorld;
let certbot: Certbot;
let token: string;
let leaf: X509Certificate;
let before: string;

beforeAll(async () => {
  world = await startAdoptWorld();
  world.dnscale.addZone('example.com');
  token = world.dnscale.addToken();
  certbot = await createCertbot({
    apiUrl: world.dnscale.apiUrl,
    token,
    directoryUrl: world.pebble.directoryUrl,
    caCertificatePath: world.pebble.caCertificatePath,
    propagationSeconds: 0,
    profile: 'default',
  });
  leaf = new X509Certificate((await certbot.issue(NAMES)).fullchainPem);
  before = await digestOfFolder(certbot.folder);
});
afterAll(async () => {
  await certbot?.stop();
  await world?.stop();
});

/** Of each file's path and content. */
async function digestOfFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const path of files.map((one) => join(one.parentPath, one.name)).sort()) {
    hash.update(path).update(await readFile(path).catch(() => ''));
  }
  return hash.digest('hex');
}

/** The file below a folder of a name that nobody knows beforehand. */
async function readBelow(folder: string, name: string): Promise<string> {
  const [path = ''] = (await readdir(join(certbot.folder, folder), { recursive: true })).filter((one) =>
    one.endsWith(`/${name}`),
  );
  return readFile(join(certbot.folder, folder, path), 'utf8');
}

async function adopt(...more: string[]) {
  return world.adopt('--from', 'certbot', certbot.folder, ...more);
}

describe('adopt, from certbot to a renewer', () => {
  it('shows the plan, and stores nothing', async () => {
    const { stdout, stderr, exitCode } = await adopt();

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^ {2}\+ judged\n {4}goes into the bucket\n {4}example\.com, \*\.example\.com; EC_PRIME256V1/m,
    );
    expect(stdout).toMatch(/Account at https:\S+\n {4}its key goes into the secret Certs\/acme-account\//);
    expect(stdout).toMatch(/found in \S+dnscale\.ini, which stays/);
    expect(stdout).toContain(`Next:\n  dnscale-certs adopt --from certbot ${certbot.folder} --yes\n`);
    expect(await world.keysOf('judged')).toEqual([]);
    expect(await world.secret(world.accountKeySecret)).toBeUndefined();
  });

  it.each([
    ['StoreAccountKey', /Allow secretsmanager:GetSecretValue on secret Certs\/acme-account\//],
    ['SeeWhatIsLive', /Allow s3:GetObject on bucket certs-adopt, key \S+ for the AWS identity/],
  ])('stores nothing for somebody who lacks %s, and says what is lacking', async (sid, advice) => {
    const { stderr, exitCode } = await world.adoptWithout(sid, '--from', 'certbot', certbot.folder, '--yes');

    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(advice)]);
    expect(await world.keysOf('judged')).toEqual([]);
    expect(await world.secret(world.accountKeySecret)).toBeUndefined();
  });

  it('stores account key and files with --yes, shows neither, and orders nothing', async () => {
    const ordered = world.ordersAsked();

    const { stdout, stderr, exitCode } = await adopt('--yes');

    expect([exitCode, stderr]).toEqual([0, 'stored judged\n']);
    expect(stdout).toContain('systemctl disable --now certbot.timer');
    expect(stdout).toContain(
      "     certificates: {\n       'judged': {\n         domainNames: ['example.com', '*.example.com'],\n         profile: 'default',\n       },\n     },\n",
    );
    const version = await world.archived('judged');
    const [stored = '', secret = ''] = [
      await world.object(`${version}privkey.pem`),
      await world.secret(world.accountKeySecret),
    ];
    const theirs = await readFile(join(certbot.folder, 'live/judged/privkey.pem'), 'utf8');
    expect(createPrivateKey(stored).equals(createPrivateKey(theirs))).toBe(true);
    const jwk = JSON.parse(await readBelow('accounts', 'private_key.json'));
    expect(createPublicKey(secret).export({ format: 'jwk' })).toEqual({ kty: 'RSA', n: jwk.n, e: jwk.e });
    expect(world.ordersAsked()).toBe(ordered);
    expect(await digestOfFolder(certbot.folder)).toBe(before);
    const secrets = [token, jwk.d, ...[theirs, stored, secret].map((pem) => pem.split('\n')[1] ?? '')];
    for (const one of secrets) expect(stdout).not.toContain(one);
  });

  it('makes nothing live, which only a run may that holds the claim', async () => {
    expect((await world.keysOf('judged')).filter((key) => key.startsWith('live/'))).toEqual([]);
  });

  it('does and says the same a second time, also where the first was cut off before its end', async () => {
    const again = documentIn('adopt', (await adopt('--yes', '--json')).stdout);
    const metadata = `${await world.archived('judged')}metadata.json`;
    await world.removeObject(metadata);
    const afterCut = documentIn('adopt', (await adopt('--yes', '--json')).stdout);

    const serial = leaf.serialNumber.toLowerCase();
    const certificate = { certificateName: 'judged', serial, profile: 'default', notes: [] };
    expect(again).toMatchObject({
      certificates: [{ ...certificate, outcome: 'unchanged' }],
      accounts: [{ outcome: 'unchanged', secretName: world.accountKeySecret }],
    });
    expect(afterCut).toMatchObject({ certificates: [{ ...certificate, outcome: 'stored' }] });
    expect(JSON.parse((await world.object(metadata)) ?? '')).toMatchObject({ serial });
  });

  it('makes nothing live again that is marked as revoked, and says so', async () => {
    const mark = `archive/judged/revoked-${leaf.serialNumber.toLowerCase()}.json`;
    await world.putObject(mark, '{}');

    const { stderr, exitCode } = await adopt('--yes');

    expect(exitCode).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'judged is in the archive, but no run would take it. The archive marks it as revoked.',
    );
    await world.removeObject(mark);
    expect((await adopt('--yes')).exitCode).toBe(0);
  });

  it('is installed without an order once it is declared, and renewed by the same account, as its successor', async () => {
    const ordered = world.ordersAsked();
    const engine = await world.declare('judged', NAMES, { profile: 'default', regions: [world.aws.region] });

    await engine.run();

    const { state } = await engine.read();
    const { certificateArn = '' } = state.installations[world.aws.region] ?? {};
    const { importer } = engine.ports;
    expect(await importer.readCertificate(certificateArn, world.aws.region, noDeadline())).toBe(
      leaf.toString(),
    );
    expect(engine.events.named('run-finished')).toMatchObject([{ outcome: 'installed' }]);
    const pointer = JSON.parse((await world.object('live/judged/current.json')) ?? '');
    expect(pointer).toMatchObject({ serial: leaf.serialNumber.toLowerCase() });
    expect(world.ordersAsked()).toBe(ordered);

    const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
    const window = { suggestedWindow: { start: at(-30), end: at(0.4) } };
    await world.pebble.setRenewalInfo(leaf.toString(), JSON.stringify(window));
    await engine.run();

    expect(world.ordersAsked()).toBe(ordered + 1);
    const { certId } = state.certificate ?? {};
    expect(engine.events.named('order-created')).toMatchObject([{ replaces: certId }]);
    expect(engine.events.named('warning')).toEqual([]);
    const renewed = await engine.read();
    expect(renewed.state.certificate?.serial).not.toBe(state.certificate?.serial);
    expect(renewed.state.installations[world.aws.region]?.certificateArn).toBe(certificateArn);
    const { uri } = JSON.parse(await readBelow('accounts', 'regr.json'));
    expect(Object.values(renewed.state.accounts ?? {})).toEqual([uri]);
  });

  it('leaves a certificate that the renewer has under the name, and says so', async () => {
    const { stdout, exitCode } = await adopt('--yes');

    expect(exitCode).toBe(1);
    expect(stdout).toContain('not taken: the renewer has another certificate of this name, which stays');
  });
});
