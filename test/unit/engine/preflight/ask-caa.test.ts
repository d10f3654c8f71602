import { describe, expect, it } from 'vitest';
import { findCaa } from '../../../../functions/engine/preflight/ask-caa.ts';
import { noDeadline } from '../../../support/builders.ts';
import { caa, createDns, lookupFailed } from '../dns/dns-in-memory.ts';

describe('findCaa', () => {
  it('takes the records of the name itself, else the nearest above it', async () => {
    const { lookups } = createDns({
      caa: { 'example.com': [caa('0 issue "a.test"')], 'www.example.com': [caa('0 issue "b.test"')] },
    });

    expect(await findCaa('a.www.example.com', lookups, noDeadline())).toEqual({
      records: [{ flags: 0, tag: 'issue', value: 'b.test' }],
      foundAt: 'www.example.com',
    });
    expect(await findCaa('*.example.com', lookups, noDeadline())).toMatchObject({ foundAt: 'example.com' });
  });

  it('climbs to the top-level domain, and not to the root', async () => {
    const dns = createDns();

    expect(await findCaa('www.example.com', dns.lookups, noDeadline())).toMatchObject({ records: [] });
    expect(dns.asked).toEqual(['CAA www.example.com', 'CAA example.com', 'CAA com']);
  });

  it('does not mind what fails above the records that count', async () => {
    const { lookups } = createDns({
      caa: { 'example.com': [caa('0 issue "a.test"')], com: lookupFailed('not-delegated', 'com') },
    });

    expect(await findCaa('example.com', lookups, noDeadline())).toMatchObject({ foundAt: 'example.com' });
  });

  it('fails as the lookup does below the records that count', async () => {
    const { lookups } = createDns({
      caa: {
        'www.example.com': lookupFailed('dnssec-broken', 'www.example.com'),
        'example.com': [caa('0 issue "a.test"')],
      },
    });

    await expect(findCaa('www.example.com', lookups, noDeadline())).rejects.toMatchObject({
      code: 'dnssec-broken',
    });
  });
});
