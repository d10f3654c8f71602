/** What stands at a challenge name in a zone of ours is read from the records at DNScale. */
import { describe, expect, it } from 'vitest';
import { findChallengeTarget } from '../../../../functions/engine/dns/challenge-target.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aZone, createDns } from './dns-in-memory.ts';

const find = (dns: ReturnType<typeof createDns>) =>
  findChallengeTarget('example.com', [aZone('example.com')], dns, noDeadline());

describe('findChallengeTarget, by the records of the zone', () => {
  it('passes over a CNAME that is disabled at DNScale', async () => {
    const name = '_acme-challenge.example.com';
    const disabled = { recordId: 'r1', name, type: 'CNAME', content: 'x.acme.test.', disabled: true };

    expect((await find(createDns({ records: [disabled] }))).name).toBe('_acme-challenge.example.com');
  });

  it('fails as the list of records does', async () => {
    const dns = createDns();
    dns.zones.listRecords = () => Promise.reject(new Error('dnscale-forbidden'));

    await expect(find(dns)).rejects.toThrow('dnscale-forbidden');
  });
});
