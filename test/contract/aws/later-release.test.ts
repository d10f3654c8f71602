/** What a later release put into the table outlives the runs of this one, after a rollback: on a real table. */
import type { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createCertificateRecords } from '../../../functions/aws/certificate-records.ts';
import { anOwner } from '../../support/builders.ts';
import written from '../../support/releases/22f02fc.json' with { type: 'json' };
import { openReleaseWorld, type ReleaseItems } from '../../support/world/release-world.ts';
import { NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();
const { issued, pointer } = written;

const OF_LATER = { validationMethod: 'dns-persist-01', audit: { seenBy: ['a', 'b'], level: 3 } };

async function put(items: ReleaseItems): Promise<void> {
  for (const Item of Object.values(items)) {
    await world.put(Item);
  }
}

function openWorld(items: ReleaseItems, now: string) {
  const { client, tables } = world;
  return openReleaseWorld({
    items,
    now,
    pointer,
    records: (clock) => {
      const send = (command: GetCommand, options: { abortSignal: AbortSignal }) =>
        clock.during(client().send(command, options));
      const held = { send } as unknown as DynamoDBDocumentClient;
      return createCertificateRecords({ client: () => held, tables, clock });
    },
  });
}

describe('a whole run', () => {
  it('keeps unknown attributes of both items, and unknown fields within those that it writes', async () => {
    const { installations, issuances, renewalInfo } = issued.state;
    const [[version, issuance] = []] = Object.entries(issuances);
    const elsewhere = { ...installations['eu-central-1'], listeners: 2 };
    const state = {
      ...issued.state,
      ...OF_LATER,
      installations: { ...installations, 'us-east-1': elsewhere },
      issuances: { [String(version)]: { ...issuance, at: '2027-01-25T00:00:00.000Z', cause: 'moved' } },
      renewalInfo: { ...renewalInfo, source: 'push', window: { ...renewalInfo.window, firmness: 'hard' } },
    };
    const items = { definition: { ...issued.definition, ...OF_LATER }, state };
    await put(items);
    // Before the window: the CA is only asked for its advice, and does not know this certificate.
    const asking = await openWorld(items, '2027-01-20T00:00:00Z');

    await asking.run();

    expect(asking.log.counts.get('run-finished')).toBe(1);
    expect(await world.stored('state')).toMatchObject({
      ...OF_LATER,
      renewalInfo: { source: 'push', window: { ...renewalInfo.window, firmness: 'hard' } },
    });

    const renewing = await openWorld(items, '2027-01-26T00:00:00Z');
    await renewing.run();

    expect(renewing.ca.issued).toHaveLength(1);
    const after = await world.stored('state');
    expect(after).toMatchObject({
      ...OF_LATER,
      certificate: { serial: renewing.ca.issued[0]?.serial },
      installations: { 'us-east-1': elsewhere, 'eu-central-1': { serial: renewing.ca.issued[0]?.serial } },
      issuances: { [String(version)]: { cause: 'moved' } },
    });
    expect(await world.stored('definition')).toEqual(items.definition);
  });

  it('changes nothing in a state of a newer schema', async () => {
    const items = { definition: issued.definition, state: { ...issued.state, schema: 2 } };
    await put(items);
    const { run } = await openWorld(items, '2027-01-26T00:00:00Z');

    await expect(run()).rejects.toMatchObject({ code: 'record-unreadable', disposition: 'person' });

    expect(await world.stored('state')).toEqual(items.state);
  });
});

describe('an owner', () => {
  it('keeps unknown attributes of a definition when it declares the certificate again', async () => {
    await put({ definition: { ...issued.definition, ...OF_LATER }, state: issued.state });
    const { certificateName, domainNames, certificateAuthority, regions } = issued.definition;
    const changed = { certificateName, domainNames, certificateAuthority, regions };

    await world.registry.putDefinition(
      { definition: { ...changed, keyAlgorithm: 'EC_SECP384R1' }, owner: anOwner() },
      { isMoved: true },
      NEVER,
    );

    expect(await world.stored('definition')).toMatchObject({ ...OF_LATER, keyAlgorithm: 'EC_SECP384R1' });
  });

  it('fails for a person at a definition of a newer schema, and changes nothing in it', async () => {
    const newer = { definition: { ...issued.definition, schema: 2 }, state: issued.state };
    await put(newer);
    const { certificateName, domainNames, certificateAuthority, regions } = issued.definition;
    const declared = { certificateName, domainNames, certificateAuthority, regions };

    await expect(
      world.registry.putDefinition(
        { definition: { ...declared, keyAlgorithm: 'EC_PRIME256V1' }, owner: anOwner() },
        { isMoved: true },
        NEVER,
      ),
    ).rejects.toMatchObject({
      disposition: 'person',
      message: expect.stringContaining('Deploy that release again'),
    });

    expect(await world.stored('definition')).toEqual(newer.definition);
  });
});
