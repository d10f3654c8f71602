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
  it('takes the CNAME of the records, and asks no recursive resolver', async () => {
    const dns = createDns({
      delegations: { 'example.com': ['192.0.2.1', '192.0.2.2'], 'acme.test': ['203.0.113.1'] },
      cnames: { '_acme-challenge.example.com': 'x.acme.test', 'x.acme.test': 'y.acme.test' },
      useless: { '192.0.2.1': SILENT, '192.0.2.2': LAME, '203.0.113.1': SILENT },
    });

    expect(await shown('example.com', ['example.com', 'acme.test'], dns)).toBe('y.acme.test in acme.test');
    expect(dns.asked.filter((question) => question.startsWith('recursive'))).toEqual([]);
  });

  it('takes the challenge name where the records have no CNAME', async () => {
    const dns = createDns({ useless: { '192.0.2.1': SILENT, '192.0.2.2': SILENT } });

    expect(await shown('example.com', ['example.com'], dns)).toBe(
      '_acme-challenge.example.com in example.com',
    );
  });

  it('fails with the deadline, not with a guess', async () => {
    const dns = createDns({ useless: { '192.0.2.1': SILENT, '192.0.2.2': SILENT } });
    const signal = AbortSignal.abort(new Error('time is up'));

    await expect(
      findChallengeTarget('example.com', [aZone('example.com')], dns, { at: new Date(0), signal }),
    ).rejects.toThrow('time is up');
  });
});
