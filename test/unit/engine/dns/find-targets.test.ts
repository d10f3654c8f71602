import { describe, expect, it } from 'vitest';
import { findTargets, foundTargets, zonesOf } from '../../../../functions/engine/dns/find-targets.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aZone, createDns, SILENT } from './dns-in-memory.ts';

const ZONES = [aZone('example.com'), aZone('example.net')];

describe('findTargets', () => {
  it('gives each name its target or its error, in the order of the names', async () => {
    const found = await findTargets(
      ['b.example.com', 'example.org', 'a.example.com'],
      ZONES,
      createDns(),
      noDeadline(),
    );

    expect(found).toEqual([
      {
        baseName: 'b.example.com',
        found: { value: { name: '_acme-challenge.b.example.com', zone: ZONES[0] } },
      },
      { baseName: 'example.org', found: { error: expect.objectContaining({ code: 'zone-not-found' }) } },
      {
        baseName: 'a.example.com',
        found: { value: { name: '_acme-challenge.a.example.com', zone: ZONES[0] } },
      },
    ]);
  });

  it('asks for a name and its wildcard once', async () => {
    const found = await findTargets(['*.example.com', 'example.com'], ZONES, createDns(), noDeadline());

    expect(found.map(({ baseName }) => baseName)).toEqual(['example.com']);
  });

  it('asks a server no more that was silent', async () => {
    const dns = createDns({ useless: { '192.0.2.1': SILENT } });
    const names = Array.from({ length: 60 }, (_, i) => `w${i}.example.com`);

    await findTargets(names, ZONES, dns, noDeadline());

    const toSilent = dns.asked.filter((question) => question.startsWith('192.0.2.1 '));
    expect(toSilent.length).toBeLessThanOrEqual(20);
  });
});

describe('foundTargets and zonesOf', () => {
  it('leave out the names without a target, and name each zone once', async () => {
    const names = ['example.com', 'example.org', 'www.example.com', 'example.net'];
    const targets = foundTargets(await findTargets(names, ZONES, createDns(), noDeadline()));

    expect(targets).toHaveLength(3);
    expect(zonesOf(targets)).toEqual(ZONES);
  });
});
