import { describe, expect, it } from 'vitest';
import { findChallengeTarget } from '../../../../functions/engine/dns/challenge-target.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aZone, createDns, LAME, SILENT } from './dns-in-memory.ts';

/** The target as `name in zone`. */
async function shown(
  domainName: string,
  zones: string[],
  dns: ReturnType<typeof createDns>,
): Promise<string> {
  const { name, zone } = await findChallengeTarget(
    domainName,
    zones.map((zoneName) => aZone(zoneName)),
    dns,
    noDeadline(),
  );
  return `${name} in ${zone.name}`;
}

describe('findChallengeTarget, where nothing can be heard of the zone’s own servers', () => {
  it('asks a recursive resolver when all name servers are silent', async () => {
    const dns = createDns({
      delegations: { 'example.com': ['192.0.2.1'], 'acme.test': ['203.0.113.1'] },
      cnames: { '_acme-challenge.example.com': 'x.acme.test' },
      useless: { '192.0.2.1': SILENT },
    });

    expect(await shown('example.com', ['example.com', 'acme.test'], dns)).toBe('x.acme.test in acme.test');
  });

  it('assumes no CNAME when the resolver knows none, or only a wildcard’s', async () => {
    const useless = { '192.0.2.1': SILENT, '192.0.2.2': SILENT };
    const wildcard = createDns({ useless, cnames: { '*.example.com': 'web.acme.test' } });

    expect(await shown('example.com', ['example.com'], createDns({ useless }))).toBe(
      '_acme-challenge.example.com in example.com',
    );
    expect(await shown('example.com', ['example.com'], wildcard)).toBe(
      '_acme-challenge.example.com in example.com',
    );
  });

  it('assumes no CNAME when the resolver does not answer either', async () => {
    const dns = createDns({ useless: { '192.0.2.1': SILENT, '192.0.2.2': SILENT } });
    dns.lookups.lookUpCname = async () => {
      throw new Error('SERVFAIL');
    };

    expect(await shown('example.com', ['example.com'], dns)).toBe(
      '_acme-challenge.example.com in example.com',
    );
  });

  it('asks it also where a CNAME has led into a zone of ours that is silent', async () => {
    const dns = createDns({
      delegations: { 'example.com': ['192.0.2.1'], 'acme.test': ['203.0.113.1'] },
      cnames: { '_acme-challenge.example.com': 'x.acme.test', 'x.acme.test': 'y.acme.test' },
      useless: { '203.0.113.1': SILENT },
    });

    expect(await shown('example.com', ['example.com', 'acme.test'], dns)).toBe('y.acme.test in acme.test');
  });

  it('asks no recursive resolver when one server is heard, even to refuse', async () => {
    const dns = createDns({
      delegations: { 'example.com': ['192.0.2.1', '192.0.2.2'] },
      cnames: { '_acme-challenge.example.com': 'x.acme.test' },
      useless: { '192.0.2.1': SILENT, '192.0.2.2': LAME },
    });

    await shown('example.com', ['example.com', 'acme.test'], dns);

    expect(dns.asked.filter((question) => question.startsWith('recursive'))).toEqual([]);
  });

  it('fails with the deadline, not with a guess', async () => {
    const dns = createDns({ useless: { '192.0.2.1': SILENT, '192.0.2.2': SILENT } });
    const signal = AbortSignal.abort(new Error('time is up'));
    dns.lookups.lookUpCname = async () => {
      throw signal.reason;
    };

    await expect(
      findChallengeTarget('example.com', [aZone('example.com')], dns, { at: new Date(0), signal }),
    ).rejects.toThrow('time is up');
  });
});
