/** What earlier releases wrote (releases/README.md), read by today's code and worked on in whole runs. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { parseDefinitionItem, parseStateItem } from '../../../functions/aws/item-parsers.ts';
import { parseWorkMessage } from '../../../functions/aws/work-message.ts';
import { declareCertificate } from '../../../functions/engine/declare/declare-certificate.ts';
import { decideRenewal } from '../../../functions/engine/renewal/decide-renewal.ts';
import { aDeclaration, anOwner } from '../../support/builders.ts';
import issueFour from '../../support/releases/0a8c65b.json' with { type: 'json' };
import issueFive from '../../support/releases/22f02fc.json' with { type: 'json' };
import issueThree from '../../support/releases/735f884.json' with { type: 'json' };
import issueTwelve from '../../support/releases/dc52a0d.json' with { type: 'json' };
import orderHashes from '../../support/releases/ff8267e.json' with { type: 'json' };
import { newKey } from '../../support/world/modelled-world.ts';
import { createModelCsr } from '../../support/world/models/ca.ts';
import type { Item } from '../../support/world/models/condition.ts';
import { BUCKET_OWNER } from '../../support/world/models/s3.ts';
import { FOREVER } from '../../support/world/models/virtual-clock.ts';
import { openReleaseWorld, type ReleaseItems } from '../../support/world/release-world.ts';

const RELEASES = [
  {
    commit: '735f884',
    written: issueThree,
    serial: '2fe27b6224442fb9',
    notBefore: '2026-11-25T23:18:59.000Z',
    notAfter: '2027-02-23T23:18:58.000Z',
    dueReason: 'share-of-life',
  },
  {
    commit: '0a8c65b',
    written: issueFour,
    serial: '725ac055ca04b08e',
    notBefore: '2026-11-25T23:19:07.000Z',
    notAfter: '2027-02-23T23:19:06.000Z',
    dueReason: 'share-of-life',
  },
  {
    commit: '22f02fc',
    written: issueFive,
    serial: '5adc51845a20c021',
    notBefore: '2026-11-25T23:23:09.000Z',
    notAfter: '2027-02-23T23:23:08.000Z',
    dueReason: 'renewal-info',
  },
  {
    commit: 'ff8267e',
    written: orderHashes,
    serial: '1980919c86ba5614',
    notBefore: '2026-11-26T09:36:05.000Z',
    notAfter: '2027-02-24T09:36:04.000Z',
    dueReason: 'renewal-info',
  },
  {
    commit: 'dc52a0d',
    written: issueTwelve,
    serial: '2d4058909d7e9ec8',
    notBefore: '2026-11-27T08:15:36.000Z',
    notAfter: '2027-02-25T08:15:35.000Z',
    dueReason: 'renewal-info',
  },
];

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const A_DAY_LATER = '2026-11-28T00:00:00Z';
/** A third of the life is left, and the CA's window is over. */
const TWO_MONTHS_LATER = '2027-01-28T00:00:00Z';

describe.each(RELEASES)('what $commit wrote', ({ written, serial, notBefore, notAfter, dueReason }) => {
  const { pointer } = written;
  const openWorld = (items: ReleaseItems, now: string) =>
    openReleaseWorld({ items, now, pointer, isEarlier: true });

  it('is read: definition, certificate, and where it is installed', () => {
    const { definition, owner } = parseDefinitionItem(written.issued.definition);
    const state = parseStateItem(written.issued.state);

    expect(definition).toEqual({
      certificateName: 'example.com',
      domainNames: ['example.com', '*.example.com'],
      keyAlgorithm: 'EC_PRIME256V1',
      certificateAuthority: 'https://ca.test/directory',
      profile: 'classic',
      regions: ['eu-central-1'],
    });
    expect(owner).toMatch(/^cloudformation:arn:aws:cloudformation:.*\/ExampleCom$/);
    expect(state.certificate).toMatchObject({
      serial,
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      keyAlgorithm: 'EC_PRIME256V1',
      profile: 'classic',
    });
    expect(state.installations['eu-central-1']).toMatchObject({ certificateArn: ARN, serial });
    expect(state.txtRecords).toEqual([]);
    expect(state.failure ?? state.order).toBeUndefined();
  });

  it('is decided on: not due at first, due when a third of the life is left', () => {
    const { definition } = parseDefinitionItem(written.issued.definition);
    const { certificate, renewalInfo } = parseStateItem(written.issued.state);
    const decideAt = (now: string) =>
      decideRenewal({ now: new Date(now), definition, certificate, renewalInfo });

    expect(decideAt(A_DAY_LATER)).toMatchObject({ due: false });
    expect(decideAt(TWO_MONTHS_LATER)).toMatchObject({ due: true, reason: dueReason });
  });

  it('is left as it is by a run that finds nothing due', async () => {
    const { run, state, ca, log } = await openWorld(written.issued, A_DAY_LATER);

    await run();

    expect(log.counts.get('run-finished')).toBe(1);
    expect(ca.issued).toEqual([]);
    const { certificate, installations, nextCheckAt } = state();
    expect({ certificate, installations }).toEqual({
      certificate: written.issued.state.certificate,
      installations: written.issued.state.installations,
    });
    expect(String(nextCheckAt) > '2026-11-28').toBe(true);
  });

  it('is renewed, onto the same ARN, and the pointer moves on from where that release left it', async () => {
    const { run, state, ca, bucket, coverage } = await openWorld(written.issued, TWO_MONTHS_LATER);

    await run();

    expect(ca.issued).toHaveLength(1);
    const renewed = ca.issued[0]?.serial;
    expect(state()).toMatchObject({
      certificate: { serial: renewed },
      installations: { 'eu-central-1': { certificateArn: ARN, serial: renewed } },
      txtRecords: [],
    });
    expect(JSON.parse(bucket.text('live/example.com/current.json') ?? '')).toMatchObject({ serial: renewed });
    expect(coverage.current().filter(({ place }) => place === 'ACM')).toMatchObject([{ serial: renewed }]);
  });

  it('is resumed where a run was killed: with its order, and no other', async () => {
    const { items, version, url, ...opened } = await openMidOrder(written);

    await opened.run();

    expect(opened.log.counts.get('order-resumed')).toBe(1);
    expect(opened.log.counts.has('order-created')).toBe(false);
    expect(opened.ca.issued).toHaveLength(1);
    expect(url).toBe('https://ca.test/order/1');
    const { certificate, order, txtRecords } = opened.state();
    expect(certificate).toMatchObject({ version, serial: opened.ca.issued[0]?.serial });
    expect({ order, txtRecords }).toEqual({ order: undefined, txtRecords: [] });
    expect(opened.dnscale.values()).toEqual([]);
  });

  it('is moved out of its one table when the deployment has declared it again, and that is told', async () => {
    const { run, state, declare, plan, clock, log, ports } = await openWorld(written.issued, A_DAY_LATER);
    const { definition } = parseDefinitionItem(written.issued.definition);
    await declareCertificate(
      aDeclaration({ definition, owner: anOwner({ stackName: 'dnscale-certs' }) }),
      declare,
      FOREVER,
    );
    const due = await plan.dueIndex.findDue(clock.now(), FOREVER);
    expect(due).toEqual([{ certificateName: 'example.com', dueSince: expect.any(Date) }]);
    expect(state()).toEqual({});

    await run();
    await run();

    expect(log.counts.get('state-moved')).toBe(1);
    expect(state()).toMatchObject({ installations: written.issued.state.installations, waitsFor: 'clock' });
    expect(await ports.records.readRequests('example.com', FOREVER)).toEqual({
      checks: [],
      awaited: [],
    });
    expect(await plan.dueIndex.findDue(clock.now(), FOREVER)).toEqual([]);
  });

  it('has its failure forgotten once a run succeeds', async () => {
    const { run, state } = await openWorld(written.failed, A_DAY_LATER);

    await run();

    expect(state()).toMatchObject({ certificate: { profile: 'classic' }, waitsFor: 'clock' });
    expect(state()).not.toHaveProperty('failure');
  });

  it('is understood as a message of the queue', () => {
    expect(parseWorkMessage(written.message)).toEqual({ certificateName: 'example.com' });
  });
});

/** The run was killed after newOrder: the CA has the order, the archive has its key. */
async function openMidOrder({ midOrder, pointer }: Pick<typeof issueFive, 'midOrder' | 'pointer'> | Fixture) {
  const opened = await openReleaseWorld({
    items: midOrder,
    now: '2026-11-27T09:00:00Z',
    pointer,
    isEarlier: true,
  });
  const { domainNames } = midOrder.definition;
  const { url } = await opened.ca.acme.createOrder({ domainNames, profile: 'classic' }, FOREVER);
  const key = newKey();
  const { version, ...journal } = midOrder.state.order;
  // The archived key is not part of the fixture, so the request for it is made here, where there was one.
  const csr = 'csr' in journal && {
    csr: Buffer.from(await createModelCsr(key, domainNames)).toString('base64url'),
  };
  const items: ReleaseItems = {
    definition: midOrder.definition,
    state: { ...midOrder.state, order: { ...journal, ...csr, version, url } },
  };
  opened.putState(items.state);
  const Key = `archive/example.com/${version}/privkey.pem`;
  await opened.bucket.client.send(
    new PutObjectCommand({
      Bucket: 'proof',
      ExpectedBucketOwner: BUCKET_OWNER,
      Key,
      Body: key,
      IfNoneMatch: '*',
    }),
  );
  return { ...opened, items, version, url };
}

type Fixture = {
  pointer: Item;
  midOrder: {
    definition: Item & { domainNames: string[] };
    state: Item & { order: { version: string; url: string } };
  };
};
