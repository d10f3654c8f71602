/** What the command reads of all certificates, on real tables. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createCertificateOverview } from '../../../functions/aws/certificate-overview.ts';
import { createObservations } from '../../../functions/aws/observations.ts';
import { createOrderQuota } from '../../../functions/aws/order-quota.ts';
import { createTokenTrials } from '../../../functions/aws/token-trials.ts';
import type { CertificateOverview } from '../../../functions/engine/ports/renewers.ts';
import { aDefinition, aStoredCertificate, NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

let overview: CertificateOverview;
beforeEach(() => {
  overview = createCertificateOverview({
    caller: { profileOption: '' },
    client: world.client,
    tables: world.tables,
  });
});

function declare(certificateName = 'example.com') {
  const written = { owner: 'cloudformation:eu-central-1/Shop/Web', hash: 'h', updatedAt: NOW.toISOString() };
  return world.put({ ...aDefinition({ certificateName }), kind: 'definition', schema: 1, ...written });
}

describe('listCertificates', () => {
  it('puts definition, state and the claim of a run together', async () => {
    await declare();
    const claim = await world.claim();
    await claim.write({ certificate: aStoredCertificate() }, NEVER);

    expect(await overview.listCertificates(NEVER)).toEqual({
      isComplete: true,
      certificates: [
        {
          certificateName: 'example.com',
          definition: aDefinition(),
          declaredAt: NOW,
          owner: 'cloudformation:eu-central-1/Shop/Web',
          state: {
            certificateName: 'example.com',
            certificate: aStoredCertificate(),
            txtRecords: [],
            installations: {},
            runUntil: new Date('2026-11-23T06:05:00Z'),
          },
        },
      ],
    });
  });

  it('knows one that has not run yet, and one that nobody declares any more', async () => {
    await declare('new.test');
    await world.claim();

    const { certificates } = await overview.listCertificates(NEVER);

    expect(certificates.find(({ certificateName }) => certificateName === 'new.test')).toMatchObject({
      definition: { certificateName: 'new.test' },
      state: undefined,
    });
    expect(certificates.find(({ certificateName }) => certificateName === 'example.com')).toMatchObject({
      definition: undefined,
      state: { certificateName: 'example.com', runUntil: new Date('2026-11-23T06:05:00Z') },
    });
  });

  it('lists one whose record is damaged or of a later release, beside the others, and no other kind of item', async () => {
    await declare('good.test');
    await world.put({ certificateName: 'damaged.test', kind: 'state', schema: 1, failure: 'no object' });
    await world.put({ certificateName: 'later.test', kind: 'definition', schema: 2 });
    await world.put({ certificateName: 'https://ca.test/directory', kind: 'orders', schema: 1, counts: {} });

    const { certificates } = await overview.listCertificates(NEVER);

    const byName = certificates.toSorted((a, b) => (a.certificateName < b.certificateName ? -1 : 1));
    expect(byName.map(({ certificateName, unreadable }) => [certificateName, unreadable?.code])).toEqual([
      ['damaged.test', 'record-unreadable'],
      ['good.test', undefined],
      ['later.test', 'record-unreadable'],
    ]);
  });

  it('tells what became of the token, and takes it for no certificate', async () => {
    const tried = { version: 'v1', at: NOW, ok: true, zoneCount: 1, zonesSeen: ['a.test'], zonesLost: [] };
    expect((await overview.listCertificates(NEVER)).token).toBeUndefined();
    const trials = createTokenTrials({ client: world.client, tableName: world.tables.states });
    await trials.writeTried(tried, NEVER);

    expect(await overview.listCertificates(NEVER)).toEqual({
      certificates: [],
      isComplete: true,
      token: tried,
    });

    const why = { code: 'token-missing' as const, message: 'No token.' };
    const refused = { version: 'v2', at: minutesFromNow(1), ok: false, ...why, zonesSeen: [], zonesLost: [] };
    await trials.writeTried(refused, NEVER);
    // Late.
    await trials.writeTried(tried, NEVER);

    expect((await overview.listCertificates(NEVER)).token).toEqual(refused);
  });

  it('reads page after page', async () => {
    const wide = 'x'.repeat(300_000);
    const names = Array.from({ length: 8 }, (_, index) => `wide-${index}.test`);
    for (const certificateName of names) {
      await world.put({ certificateName, kind: 'state', schema: 1, ofALaterRelease: wide });
    }

    const { certificates, isComplete } = await overview.listCertificates(NEVER);

    expect(certificates.map(({ certificateName }) => certificateName).sort()).toEqual(names);
    expect(isComplete).toBe(true);
  });

  it('says what to do when the table is gone', async () => {
    const tables = { ...world.tables, states: 'Certs-states' };

    await expect(
      createCertificateOverview({
        caller: { profileOption: '' },
        client: world.client,
        tables,
      }).listCertificates(NEVER),
    ).rejects.toMatchObject({
      code: 'aws-failed',
      disposition: 'person',
      message: expect.stringContaining('dynamodb:Scan on table Certs-states: ResourceNotFoundException'),
    });
  });
});

describe('describeCertificate', () => {
  const places = [{ place: 'a.test:443', standing: 'served' as const, since: NOW }];

  async function observe(certificateName: string) {
    const observations = createObservations({ client: world.client, tableName: world.tables.observations });
    const live = { serial: '0a1b2c', notBefore: NOW, notAfter: minutesFromNow(10) };
    const served = { certificateName, at: NOW, live, liveSince: NOW, earlier: [], places };
    await observations.writeServed(served, NEVER);
    await observations.writeUsed({ certificateName, at: NOW, usedBy: ['arn:lb'] }, NEVER);
  }

  it('reads what was observed of it, too, and how many orders its CA got; the list has the same', async () => {
    await declare();
    await declare('other.test');
    await world.claim();
    await observe('example.com');
    const orderQuota = createOrderQuota({
      client: world.client,
      tableName: world.tables.states,
      clock: { now: () => NOW },
      newId: () => 'id-1',
    });
    await orderQuota.take({ certificateAuthority: 'https://ca.test/directory', isUrgent: false }, NEVER);

    const known = await overview.describeCertificate('example.com', NEVER);
    const { certificates } = await overview.listCertificates(NEVER);

    expect(known).toMatchObject({
      certificateName: 'example.com',
      owner: 'cloudformation:eu-central-1/Shop/Web',
      state: { runUntil: new Date('2026-11-23T06:05:00Z') },
      served: { places },
      usedBy: ['arn:lb'],
      usesReadAt: NOW,
      ordersAtCa: { '2026-11-23T06:00:00.000Z': 1 },
    });
    expect(certificates.find(({ certificateName }) => certificateName === 'example.com')).toEqual(known);
    expect(await overview.describeCertificate('none.test', NEVER)).toBeUndefined();
  });

  it('does without observations at a renewer of an earlier release', async () => {
    await declare();
    await observe('example.com');
    const { definitions, states } = world.tables;
    const earlier = createCertificateOverview({
      caller: { profileOption: '' },
      client: world.client,
      tables: { definitions, states },
    });

    const known = await earlier.describeCertificate('example.com', NEVER);

    expect(known).toMatchObject({ certificateName: 'example.com', definition: aDefinition() });
    expect([known?.served, known?.usedBy]).toEqual([undefined, undefined]);
  });

  it('tells of damaged counts of orders nothing, and all the rest', async () => {
    await declare();
    const certificateName = 'orders/https://ca.test/directory';
    await world.put({ certificateName, kind: 'orders', schema: 2, counts: {} });

    expect(await overview.describeCertificate('example.com', NEVER)).toMatchObject({
      definition: aDefinition(),
    });
  });
});
