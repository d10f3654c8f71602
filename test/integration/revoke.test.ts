/** `dnscale-certs revoke` as a person starts it. The runs behind it are the engine's, against Pebble and tables in the AWS emulator. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCertificateRecords } from '../../functions/aws/certificate-records.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import { aStoredCertificate, noDeadline } from '../support/builders.ts';
import { documentIn } from '../support/command-documents.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { deployTables, type RenewerWorld } from './renewer-world.ts';

const NAME = 'example.com';
const NEVER = noDeadline();
const REGIONS = [
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'us-east-1',
];

let aws: Aws;
let parties: EngineWorld;
beforeAll(async () => {
  [aws, parties] = await Promise.all([startAws(), startEngineWorld()]);
  parties.dnscale.addZone(NAME);
});
afterAll(async () => {
  await aws?.stop();
  await parties?.stop();
});

let world: RenewerWorld;
let records: ReturnType<typeof createCertificateRecords>;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
  const region = REGIONS.shift();
  if (region === undefined) throw new Error('each test has a region of its own: name one more');
  world = await deployTables(aws, { region });
  records = createCertificateRecords({ client: world.client, tables: world.tables, clock: systemClock });
  engine = createEngine(parties, { ports: { records } });
});

/** As a deployment leaves it, with its first certificate. Resolves to that one's serial number. */
async function issued(): Promise<string> {
  const declared = {
    owner: 'cloudformation:eu-central-1/Shop/Web',
    hash: 'h',
    updatedAt: new Date().toISOString(),
  };
  await world.put({ ...engine.definition, kind: 'definition', ...declared });
  await engine.run();
  return engine.store.live?.serial ?? '';
}

async function request() {
  const isThere = async () => (await records.readRequests(NAME, NEVER)).checks.length > 0;
  await vi.waitUntil(isThere, { timeout: 30_000, interval: 100 });
  return records.readRequests(NAME, NEVER);
}

const statusOf = (serial: string) => parties.pebble.certificateStatus(serial);

describe('dnscale-certs revoke', () => {
  it('has the certificate replaced and then revoked, and says what is live now', async () => {
    const serial = await issued();
    const revoke = world.start('revoke', NAME, '--reason', 'superseded', '--yes');
    expect((await request()).revocations).toMatchObject([{ serial, reason: 'superseded', isAtOnce: false }]);
    await engine.run();

    const { exitCode, stdout, stderr } = await revoke.ended;

    const live = engine.store.live?.serial;
    expect(stdout.trim().split('\n').at(-1)).toMatch(
      new RegExp(
        `^Revoked: ${serial} \\(superseded\\)\\. Live is ${live}, valid until \\d+ \\w{3} \\d\\d:\\d\\d UTC\\.$`,
      ),
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(await statusOf(serial)).toEqual({ status: 'Revoked', reason: 4 });
    expect(await statusOf(live ?? '')).toEqual({ status: 'Valid' });
  });

  it('has a leaked key revoked at once with --now, and writes one object with --json', async () => {
    const serial = await issued();
    const revoke = world.start('revoke', NAME, '--reason', 'keyCompromise', '--now', '--yes', '--json');
    await request();
    await engine.run();

    const { exitCode, stdout } = await revoke.ended;

    expect(documentIn('revoke', stdout)).toEqual({
      schema: 1,
      renewerName: 'Certs',
      region: world.descriptor.region,
      certificateName: NAME,
      outcome: 'revoked',
      serial,
      reason: 'keyCompromise',
      revoked: [{ serial, reason: 'keyCompromise' }],
      live: { serial: engine.store.live?.serial, notAfter: engine.store.live?.notAfter.toISOString() },
    });
    expect(exitCode).toBe(0);
    expect(await statusOf(serial)).toEqual({ status: 'Revoked', reason: 1 });
  });

  it('exits with 1 when the CA refuses, with its words and the next command', async () => {
    const serial = await issued();
    engine.ports.acmeServer = createEngine(parties).ports.acmeServer;
    engine.store.readKey = async () => undefined;
    const revoke = world.start('revoke', NAME, '--reason', 'superseded', '--yes');
    await request();
    await engine.run();

    const { exitCode, stdout, stderr } = await revoke.ended;

    expect(stderr).toContain(
      `error: The CA at ${new URL(parties.pebble.directoryUrl).host} did not revoke the certificate with the serial ${serial}:`,
    );
    expect(stderr).toMatch(/The next try by itself: \d+ \w{3} \d\d:\d\d UTC\. Ask the CA to revoke it, /);
    expect(stdout).toContain('See how it is:  dnscale-certs status example.com --renewer Certs');
    expect(exitCode).toBe(1);
    expect(await statusOf(serial)).toEqual({ status: 'Valid' });
  });

  it('has one revoked that nobody declares any more', async () => {
    const serial = await issued();
    await world.remove(NAME);
    const revoke = world.start('revoke', NAME, '--reason', 'cessationOfOperation', '--yes');
    await request();
    await engine.run();

    const { exitCode, stdout } = await revoke.ended;

    expect(stdout).toContain(`Revoked: ${serial} (cessationOfOperation). Nothing replaces it.`);
    expect(exitCode).toBe(0);
    expect(await statusOf(serial)).toEqual({ status: 'Revoked', reason: 5 });
  });

  it('fails when the renewer is of an earlier release, which serves the check and revokes nothing', async () => {
    await issued();
    const revoke = world.start('revoke', NAME, '--reason', 'superseded', '--yes');
    await request();
    const readRequests = records.readRequests;
    records.readRequests = async (...args) => ({ ...(await readRequests(...args)), revocations: [] });
    await engine.run();

    const { exitCode, stderr } = await revoke.ended;

    expect(stderr).toContain('error: Certs has not revoked it: its archive has no valid certificate');
    expect(exitCode).toBe(1);
  });

  it('asks for nothing where there is nothing to revoke, or nobody to ask', async () => {
    await world.declare(NAME);
    const certificate = aStoredCertificate({ notAfter: new Date('2020-01-01T00:00:00Z') });
    const stored = {
      ...certificate,
      notBefore: '2019-10-01T00:00:00.000Z',
      notAfter: '2020-01-01T00:00:00.000Z',
    };
    await world.put({ certificateName: NAME, kind: 'state', certificate: stored });

    const expired = await world.run('revoke', NAME, '--reason', 'superseded');
    const current = { ...stored, notBefore: new Date().toISOString(), notAfter: '2090-01-01T00:00:00.000Z' };
    const { version, certificateAuthority, notAfter } = current;
    const asked = { reason: 'superseded', isAtOnce: false, askedAt: '2026-11-23T06:00:00.000Z' };
    const hanging = { serial: 'ff', version, certificateAuthority, notAfter, ...asked };
    await world.put({
      certificateName: NAME,
      kind: 'state',
      certificate: current,
      revocations: [hanging],
    });
    const unasked = await world.run('revoke', NAME, '--reason', 'superseded');

    expect(expired.stdout).toBe(
      'There is nothing to revoke. It expired on 1 Jan 00:00 UTC: nobody accepts it any more.\n',
    );
    expect(unasked.stderr).toBe(
      'warning: ff, which is not live, is not revoked yet (superseded, asked 23 Nov 06:00 UTC). This is not about that one; ' +
        'to ask for it again:  dnscale-certs revoke example.com --reason superseded --serial ff --renewer Certs\n' +
        'error: Nothing was revoked: nobody can be asked here. Give --yes.\n',
    );
    expect([expired.exitCode, unasked.exitCode]).toEqual([0, 2]);
    expect((await records.readRequests(NAME, NEVER)).checks).toEqual([]);
  });

  it('is called wrongly without a reason, with one that CAs do not take, and with a name that nobody has', async () => {
    await world.declare(NAME);
    const [without, odd, unknown] = await Promise.all([
      world.run('revoke', NAME),
      world.run('revoke', NAME, '--reason', 'affiliationChanged'),
      world.run('revoke', 'exmaple.com', '--reason', 'superseded', '--yes'),
    ]);

    expect(without.stderr).toContain("error: required option '--reason <word>' not specified");
    expect(odd.stderr).toContain(
      'Allowed choices are unspecified, keyCompromise, superseded, cessationOfOperation.',
    );
    expect(unknown.stderr).toContain('No certificate is called exmaple.com at Certs.');
    expect([without.exitCode, odd.exitCode, unknown.exitCode]).toEqual([2, 2, 2]);
  });
});
