/** A child zone at DNScale that DNS may know or not, beside its parent there. */
import { describe, expect, it } from 'vitest';
import { findChallengeTarget } from '../../../../functions/engine/dns/challenge-target.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { DnsLookups } from '../../../../functions/engine/ports/dns.ts';
import { noDeadline } from '../../../support/builders.ts';
import { aServer, aZone, createDns, LAME, SILENT } from './dns-in-memory.ts';

/** @param child what a resolver says to the question for the child's name servers. */
function find(status: string, child: 'delegated' | 'not delegated' | 'no answer') {
  const dns = createDns();
  dns.resolver.findNameServers = async (zoneName) => {
    if (zoneName === 'example.com' || child === 'delegated') return [aServer('192.0.2.1')];
    const disposition = child === 'not delegated' ? 'person' : 'next-run';
    throw new RenewerError({ code: 'not-delegated', disposition, subject: zoneName, message: child });
  };
  const zones = [aZone('example.com'), aZone('sub.example.com', { status })];
  return findChallengeTarget('www.sub.example.com', zones, dns, noDeadline());
}

describe('findChallengeTarget, in a child zone at DNScale beside its parent', () => {
  it.each(['active', 'paused'])(
    'writes into the parent where DNS does not know the child: %s',
    async (status) => {
      expect(await find(status, 'not delegated')).toMatchObject({
        name: '_acme-challenge.www.sub.example.com',
        zone: { name: 'example.com' },
      });
    },
  );

  it('writes into the child where it is delegated', async () => {
    expect(await find('active', 'delegated')).toMatchObject({ zone: { name: 'sub.example.com' } });
  });

  it.each(['delegated', 'no answer'] as const)('fails for a paused child: %s', async (child) => {
    await expect(find('paused', child)).rejects.toMatchObject({
      code: 'zone-not-active',
      subject: 'sub.example.com',
    });
  });
});

describe('findChallengeTarget, with a child zone at DNScale of the very name where the value goes', () => {
  const CHALLENGE = '_acme-challenge.www.example.com';
  const zones = [aZone('example.com'), aZone(CHALLENGE)];
  const askedAboutIt = (asked: string[]) => asked.filter((question) => question.endsWith(` ${CHALLENGE}`));

  it('writes into the parent that answers there, without a question about the name itself', async () => {
    const dns = createDns({ childZones: ['example.com'] });

    const { zone } = await findChallengeTarget('www.example.com', zones, dns, noDeadline());

    expect(zone.name).toBe('example.com');
    expect(askedAboutIt(dns.asked)).toEqual([]);
  });

  it.each([
    ['answers', { childZones: [CHALLENGE] }],
    ['is referred to', { useless: { '192.0.2.1': LAME, '192.0.2.2': LAME } }],
    ['cannot be asked about', { useless: { '192.0.2.1': SILENT, '192.0.2.2': SILENT } }],
  ])('writes into the child that %s', async (_, script) => {
    const dns = createDns(script);
    dns.lookups.askExistence = preferring(dns.lookups.askExistence);

    const { zone } = await findChallengeTarget('www.example.com', zones, dns, noDeadline());

    expect(zone.name).toBe(CHALLENGE);
  });
});

/** After the first two questions, the child's own servers answer. */
function preferring(ask: DnsLookups['askExistence']): DnsLookups['askExistence'] {
  let questions = 0;
  return (...question) => {
    questions += 1;
    return questions > 2 ? Promise.resolve({ kind: 'answer', exists: false }) : ask(...question);
  };
}
