/** What release dc52a0d was the first to write: accounts, usages of a key, costly failures, brief values, missing names. */
import { describe, expect, it } from 'vitest';
import { parseStateItem } from '../../../functions/aws/item-parsers.ts';
import { extraWaitMs } from '../../../functions/engine/issuance/extra-wait.ts';
import { renewCertificate } from '../../../functions/engine/run/renew-certificate.ts';
import issueTwelve from '../../support/releases/dc52a0d.json' with { type: 'json' };
import { runTimes } from '../../support/world/modelled-world.ts';
import { openReleaseWorld } from '../../support/world/release-world.ts';

describe('what dc52a0d was the first to write', () => {
  const { issued, midOrder, failed, leftOut, pointer } = issueTwelve;

  it('is read: the account, the usages of the key, and three quarters of a miss', () => {
    const { accounts, certificate, misses } = parseStateItem(issued.state);

    expect(accounts).toEqual({ 'https://ca.test/directory': 'https://ca.test/my-account/436f28b3f1391d8e' });
    expect(certificate?.keyUsage).toEqual(['digitalSignature']);
    expect(misses).toEqual({ 'example.com': 0.75 });
    expect(extraWaitMs(misses, 'example.com')).toBe(60_000);
  });

  it('is read: which TXT value goes at the end of a run', () => {
    const brief = parseStateItem(midOrder.state).txtRecords.filter((record) => record.brief);

    expect(brief).toEqual([
      {
        zoneId: 'bdc94898-1f2c-413d-ba88-d1bea6465da6',
        zoneName: 'example.com',
        name: '_acme-challenge.a.b.example.com',
        value: 'BntFE1cqDCpCEkmBhZarP5JrixKbger3SNiA004ZHss',
        brief: true,
      },
    ]);
  });

  it('is read: how many of the failures in a row cost something', () => {
    expect(parseStateItem(failed.state).failure).toMatchObject({ count: 2, costlyCount: 1 });
  });

  it('holds up an order for names that the CA has left out, and a forced one removes it', async () => {
    const world = await openReleaseWorld({
      items: leftOut,
      now: '2026-11-28T00:00:00Z',
      pointer,
      isEarlier: true,
    });

    await world.run();

    expect(world.ca.issued).toEqual([]);
    expect(world.state()).toMatchObject({
      namesMissing: leftOut.state.namesMissing,
      failure: { code: 'names-missing', count: 2, costlyCount: 0 },
    });

    await renewCertificate('example.com', world.ports, runTimes(world.clock), { forced: true });

    expect(world.ca.issued).toHaveLength(1);
    expect(world.state()).not.toHaveProperty('namesMissing');
  });
});
