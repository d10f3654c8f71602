/** Readiness of deployed certificates: plan and whole runs in one process; only the parties are models, on a virtual clock. */
import { DeleteCertificateCommand } from '@aws-sdk/client-acm';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { changesToTell } from '../../../../functions/engine/notify/changes-to-tell.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import { aDefinition, anOwner, aRenewerPlace } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { type DeploymentsWorld, openDeploymentsWorld } from '../../../support/world/deployments-world.ts';
import { sdkError } from '../../../support/world/models/sdk-error.ts';
import { FOREVER } from '../../../support/world/models/virtual-clock.ts';

const HOUR_MS = 3_600_000;
const TICK_MS = 600_000;

const neverCalled = () => Promise.reject(new Error('no stack takes part'));

let world: DeploymentsWorld;

beforeEach(async () => {
  world = await openDeploymentsWorld({ onEvent: neverCalled, isComplete: neverCalled }, ['example.com']);
  const { registry } = world.declare;
  await registry.putDefinition({ definition: aDefinition(), owner: anOwner() }, { isMoved: false }, FOREVER);
  await ask();
  expect(world.ca.issued).toHaveLength(1);
});

async function ask() {
  await world.declare.registry.requestCheck('example.com', { dueAt: world.clock.now() }, FOREVER);
  await ticks(2);
}

async function ticks(count: number) {
  for (let tick = 0; tick < count; tick += 1) await world.pass(TICK_MS);
}

const days = (count: number) => ticks(count * 144);
const state = async () => (await world.declared.readState('example.com', FOREVER)) ?? expect.fail('no state');
const told = (event: string) => world.log.counts.get(event) ?? 0;
const msBetween = (from: Date | undefined, to: Date) =>
  to.getTime() - (from ?? expect.fail('no begin')).getTime();

function forbidByCaa() {
  return vi
    .spyOn(world.ports.lookups, 'lookUpCaa')
    .mockImplementation(async (name) =>
      name === 'example.com' ? [{ flags: 0, tag: 'issue', value: 'digicert.com' }] : [],
    );
}

describe('readiness', () => {
  it('is proved by an issuance, and once a day from then on, for the cost of reading zones and records', async () => {
    expect((await state()).readiness).toEqual({ at: expect.any(Date), provedAt: expect.any(Date) });
    // Which lists the zones by itself, once a day.
    vi.spyOn(world.plan.queue, 'sendTokenTrial').mockResolvedValue();
    await days(1);
    const listZones = vi.spyOn(world.ports.zones, 'listZones');
    const listRecords = vi.spyOn(world.ports.zones, 'listRecords');
    const before = told('readiness-proved');

    await days(10);

    expect(told('readiness-proved') - before).toBe(10);
    expect(listZones).toHaveBeenCalledTimes(10);
    expect(listRecords).toHaveBeenCalledTimes(10);
    expect(world.ca.issued).toHaveLength(1);
    expect(world.dnscale.values()).toEqual([]);
    const { readiness } = await state();
    expect(msBetween(readiness?.provedAt, world.clock.now())).toBeLessThan(25 * HOUR_MS);
  });

  it('that fails is no failed run: no back-off and no order, but attention; the certificate is checked hourly', async () => {
    const caa = forbidByCaa();
    await days(1);
    const { readiness, ...rest } = await world.declared
      .readState('example.com', FOREVER)
      .then((known) => known ?? expect.fail('no state'));

    expect(readiness).toMatchObject({
      provedAt: expect.any(Date),
      failure: {
        code: 'caa-forbids',
        disposition: 'person',
        subject: 'example.com',
        message: expect.stringContaining('digicert.com'),
        since: expect.any(Date),
      },
    });
    expect(rest.failure).toBeUndefined();
    expect(rest.attentionAt).toEqual(readiness?.at);
    const nextCheckAt = rest.nextCheckAt ?? expect.fail('no next check');
    expect(msBetween(readiness?.at, nextCheckAt)).toBeGreaterThan(0);
    expect(msBetween(readiness?.at, nextCheckAt)).toBeLessThanOrEqual(HOUR_MS);
    expect(rest.history?.at(-1)).toMatchObject({
      outcome: 'unchanged',
      code: 'caa-forbids',
      message: expect.stringContaining('digicert.com'),
    });

    const failed = told('readiness-failed');
    await ticks(36);
    expect(told('readiness-failed') - failed).toBeGreaterThanOrEqual(4);
    expect(told('readiness-failed') - failed).toBeLessThanOrEqual(6);
    expect((await state()).readiness?.failure?.since).toEqual(readiness?.failure?.since);
    expect(world.ca.issued).toHaveLength(1);

    caa.mockRestore();
    await ticks(8);

    const mended = await world.declared.readState('example.com', FOREVER);
    expect(mended?.readiness).toEqual({ at: expect.any(Date), provedAt: mended?.readiness?.at });
    expect(mended?.attentionAt?.getTime()).toBeGreaterThan(world.clock.now().getTime() + 50 * 24 * HOUR_MS);
  });

  it('is proved at once when somebody asks for a check', async () => {
    const before = told('readiness-proved');

    await ask();

    expect(told('readiness-proved') - before).toBe(1);
    expect(world.ca.issued).toHaveLength(1);
  });

  it('that failed for the token is proved at the tick at which there is a new one', async () => {
    const refused = new RenewerError({ code: 'dnscale-unauthorized', disposition: 'person', message: 'No.' });
    const listZones = vi.spyOn(world.ports.zones, 'listZones').mockRejectedValue(refused);
    await ask();
    expect((await state()).readiness?.failure?.code).toBe('dnscale-unauthorized');
    listZones.mockRestore();

    vi.spyOn(world.ports.tokenVersions, 'readCurrentVersion').mockResolvedValue('version-2');
    await ticks(2);

    expect((await state()).readiness).toEqual({ at: expect.any(Date), provedAt: expect.any(Date) });
  });

  it.each([
    ['dnscale', 'dnscale-unavailable'],
    ['ca', 'acme-unavailable'],
  ] as const)('fails while %s is away, and mends itself', async (party, code) => {
    world.away.add(party);
    await ask();

    expect((await state()).readiness?.failure).toMatchObject({ code, disposition: 'next-run' });

    world.away.clear();
    await ticks(8);

    expect((await state()).readiness?.failure).toBeUndefined();
  });

  it('fails when the ARN is gone from ACM', async () => {
    const [certificateArn = ''] = world.acm.arns();
    await world.acm
      .clients('eu-central-1', 1)
      .send(new DeleteCertificateCommand({ CertificateArn: certificateArn }));

    await ask();

    expect((await state()).readiness?.failure).toMatchObject({
      code: 'import-failed',
      disposition: 'person',
      subject: certificateArn,
      message: expect.stringContaining('somebody deleted it'),
    });
  });

  it('fails when the bucket takes no writes, and reads on', async () => {
    const send = world.bucket.client.send.bind(world.bucket.client);
    vi.spyOn(world.bucket.client, 'send').mockImplementation(async (command: unknown) => {
      if (command instanceof PutObjectCommand) throw sdkError('AccessDenied');
      return (send as (sent: unknown) => Promise<unknown>)(command);
    });

    await ask();

    expect((await state()).readiness?.failure).toMatchObject({ code: 'store-failed', disposition: 'person' });
    expect(world.ca.issued).toHaveLength(1);
  });
});

describe("somebody else's import onto our ARN", () => {
  const WARNED = 'warned: ACM in eu-central-1 held another';

  const known = async () =>
    (await world.declared.readState('example.com', FOREVER)) ?? expect.fail('no state');

  async function overwrite() {
    const arn = (await known()).installations['eu-central-1']?.certificateArn ?? expect.fail('no ARN');
    const theirs = await issueTestCertificate();
    world.acm.hold(arn, theirs.leafPem, world.acm.tagsOn(arn));
    return arn;
  }

  const kindsTold = (before: CertificateState, after: CertificateState) =>
    changesToTell(
      { before, after, isRetired: false },
      { now: world.clock.now(), place: aRenewerPlace() },
    ).map(({ kind, severity, code }) => [kind, severity, code]);

  async function untilChecked() {
    const before = told('run-started');
    for (let tick = 0; tick < 200 && told('run-started') === before; tick += 1) await ticks(1);
  }

  it.each([
    ['the next check by the clock', untilChecked],
    ['a check that somebody asks for', ask],
  ])(
    'is mended by %s, and told once: attention, an event, the history; then it recovers',
    async (_, check) => {
      const arn = await overwrite();
      const before = await known();

      await check();

      const found = await known();
      expect(found.failure).toBeUndefined();
      expect(found.readiness?.failure).toMatchObject({
        code: 'import-overwritten',
        disposition: 'person',
        subject: arn,
        advice: expect.stringContaining('CloudTrail'),
      });
      expect(msBetween(found.attentionAt, world.clock.now())).toBeLessThan(HOUR_MS);
      expect(found.history?.at(-1)).toMatchObject({
        outcome: 'installed',
        code: 'import-overwritten',
        message: expect.stringContaining(`held another certificate on ${arn}`),
      });
      expect(kindsTold(before, found)).toEqual([['renewal-at-risk', 'ticket', 'import-overwritten']]);
      expect(told(WARNED)).toBe(1);
      expect(world.ca.issued).toHaveLength(1);

      await ticks(8);

      const after = await known();
      expect(kindsTold(found, after)).toEqual([['renewal-recovered', 'info', undefined]]);
      expect(told(WARNED)).toBe(1);
      expect(after.history?.some(({ code }) => code === 'import-overwritten')).toBe(true);
    },
  );
});
