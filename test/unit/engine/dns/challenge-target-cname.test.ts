import { describe, expect, it } from 'vitest';
import { findChallengeTarget } from '../../../../functions/engine/dns/challenge-target.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aZone, createDns, LAME } from './dns-in-memory.ts';

const find = (domainName: string, zones: string[], dns = createDns()) =>
  findChallengeTarget(
    domainName,
    zones.map((name) => aZone(name)),
    dns,
    noDeadline(),
  );

/** The target as `name in zone`. */
const shown = async (...question: Parameters<typeof find>) => {
  const { name, zone } = await find(...question);
  return `${name} in ${zone.name}`;
};

describe('findChallengeTarget, under a wildcard CNAME', () => {
  const WILDCARD = { '*.example.com': 'web.example.net' };

  it('passes over what the wildcard makes up', async () => {
    const dns = createDns({ cnames: WILDCARD });

    expect(await shown('example.com', ['example.com'], dns)).toBe(
      '_acme-challenge.example.com in example.com',
    );
    expect(await shown('not.there.example.com', ['example.com'], dns)).toBe(
      '_acme-challenge.not.there.example.com in example.com',
    );
  });

  it('follows a CNAME that the name has beside the wildcard', async () => {
    const dns = createDns({ cnames: { ...WILDCARD, '_acme-challenge.example.com': 'x.acme.test' } });

    expect(await shown('example.com', ['example.com', 'acme.test'], dns)).toBe('x.acme.test in acme.test');
  });

  it('passes over a wildcard of the target’s zone too', async () => {
    const dns = createDns({
      cnames: { '_acme-challenge.example.com': 'x.acme.test', '*.acme.test': 'web.example.net' },
    });

    expect(await shown('example.com', ['acme.test'], dns)).toBe('x.acme.test in acme.test');
  });

  it('follows what the wildcard of a zone elsewhere makes up: nothing can be written there', async () => {
    const dns = createDns({ cnames: { '*.example.com': 'x.acme.test' } });

    expect(await shown('example.com', ['acme.test'], dns)).toBe('x.acme.test in acme.test');
  });
});

describe('findChallengeTarget, above a child zone that is delegated elsewhere', () => {
  const CHILD = {
    delegations: {
      'example.com': ['192.0.2.1', '192.0.2.2'],
      'sub.example.com': ['198.51.100.1'],
      'acme.test': ['203.0.113.1'],
    },
    useless: { '192.0.2.1': LAME, '192.0.2.2': LAME },
  };

  it('fails for a child zone that the parent’s servers refer to', async () => {
    const dns = createDns(CHILD);

    await expect(find('www.sub.example.com', ['example.com'], dns)).rejects.toMatchObject({
      code: 'zone-not-found',
      message: expect.stringContaining(
        'sub.example.com is a zone of its own, delegated to ns-198.51.100.1.dnscale.test, and the token sees example.com.',
      ),
    });
  });

  it('asks for the names between, and nobody for the challenge name itself', async () => {
    const dns = createDns(CHILD);

    await expect(find('www.sub.example.com', ['example.com'], dns)).rejects.toMatchObject({
      code: 'zone-not-found',
    });

    const questions = dns.asked.filter((question) => question.startsWith('NS '));
    expect(questions).toEqual(['NS example.com', 'NS www.sub.example.com', 'NS sub.example.com']);
  });

  it('follows the CNAME of such a child zone', async () => {
    const dns = createDns({ ...CHILD, cnames: { '_acme-challenge.sub.example.com': 'x.acme.test' } });

    expect(await shown('sub.example.com', ['example.com', 'acme.test'], dns)).toBe(
      'x.acme.test in acme.test',
    );
  });
});

describe('findChallengeTarget, above a child zone whose delegation is among the records', () => {
  it('fails naming its servers', async () => {
    const dns = createDns({
      records: ['sub.example.com NS ns1.elsewhere.test.', 'sub.example.com NS ns2.elsewhere.test.'],
    });

    await expect(find('www.sub.example.com', ['example.com'], dns)).rejects.toMatchObject({
      code: 'zone-not-found',
      message: expect.stringContaining(
        'sub.example.com is a zone of its own, delegated to ns1.elsewhere.test, ns2.elsewhere.test, and the token sees ' +
          'example.com.',
      ),
    });
  });

  it('takes the records’ word where the servers refer to it, and asks nobody for the name itself', async () => {
    const dns = createDns({
      records: ['_acme-challenge.www.example.com NS ns1.elsewhere.test.'],
      delegations: { 'example.com': ['192.0.2.1', '192.0.2.2'] },
      useless: { '192.0.2.1': LAME, '192.0.2.2': LAME },
    });

    await expect(find('www.example.com', ['example.com'], dns)).rejects.toMatchObject({
      code: 'zone-not-found',
      message: expect.stringContaining('_acme-challenge.www.example.com is a zone of its own'),
    });
    expect(dns.asked).not.toContain('NS _acme-challenge.www.example.com');
  });

  it('follows a CNAME that stands in it', async () => {
    const dns = createDns({ records: ['_acme-challenge.www.example.com NS ns1.elsewhere.test.'] });
    dns.lookups.lookUpCname = async () => 'x.acme.test';

    expect(await shown('www.example.com', ['example.com', 'acme.test'], dns)).toBe(
      'x.acme.test in acme.test',
    );
  });
});

describe('findChallengeTarget, above a child zone on the same servers', () => {
  it('fails where the token sees the parent only: the child would hide the value written there', async () => {
    const dns = createDns({ childZones: ['sub.example.com'] });

    await expect(find('www.sub.example.com', ['example.com'], dns)).rejects.toMatchObject({
      code: 'zone-not-found',
      disposition: 'person',
      message: expect.stringContaining(
        'sub.example.com is a zone of its own, delegated to ns-192.0.2.1.dnscale.test, ns-192.0.2.2.dnscale.test, and ' +
          'the token sees example.com.',
      ),
    });
  });

  it('writes into the child zone where the token sees it, and beside it into the parent', async () => {
    const dns = createDns({ childZones: ['sub.example.com'] });
    const zones = ['example.com', 'sub.example.com'];

    expect(await shown('www.sub.example.com', zones, dns)).toBe(
      '_acme-challenge.www.sub.example.com in sub.example.com',
    );
    expect(await shown('www.example.com', ['example.com'], dns)).toBe(
      '_acme-challenge.www.example.com in example.com',
    );
  });

  it('is not misled by a zone above or beside', async () => {
    for (const zone of ['com', 'example.com']) {
      const dns = createDns({ childZones: [zone] });
      expect(await shown('www.example.com', ['example.com'], dns)).toBe(
        '_acme-challenge.www.example.com in example.com',
      );
    }
  });
});
