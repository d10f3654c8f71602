import { describe, expect, it } from 'vitest';
import type { Delegation, NameServerAddress } from '../../../../functions/engine/ports/dns.ts';
import {
  checkDelegation,
  delegationDoubts,
} from '../../../../functions/engine/preflight/check-delegation.ts';
import { aDelegation, noDeadline, parentAgrees } from '../../../support/builders.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';
import { aServer, lookupFailed } from '../dns/dns-in-memory.ts';

const doubts = (nameServers: string[], nameServerDomains = ['dnscale.eu']) =>
  delegationDoubts(
    aDelegation(nameServers.map((name, i) => aServer(`192.0.2.${i}`, name))),
    nameServerDomains,
  );

describe('delegationDoubts', () => {
  it.each([
    ['DNScale’s servers', ['ns1.dnscale.eu', 'ns2.dnscale.eu'], ['dnscale.eu']],
    ['other spellings', ['NS1.DNScale.EU.'], ['DNScale.eu.']],
    ['vanity servers that are listed', ['ns1.example.com'], ['dnscale.eu', 'example.com']],
  ])('has none of %s', (_, nameServers, domains) => {
    expect(doubts(nameServers, domains)).toEqual([]);
  });

  it('names the servers of others beside DNScale’s', () => {
    expect(doubts(['ns1.elsewhere.test', 'ns1.dnscale.eu']).map(({ seen }) => seen)).toEqual([
      'is delegated to DNScale and to others: ns1.elsewhere.test. The CA may ask any of them, and what is written at ' +
        'DNScale is not there unless they copy it',
    ]);
  });

  it('names servers of which none is known, each once, with both ways out', () => {
    expect(doubts(['a.elsewhere.test', 'a.elsewhere.test', 'b.elsewhere.test'])).toEqual([
      {
        seen:
          'is at DNScale, but is delegated to a.elsewhere.test, b.elsewhere.test: none of them is named in dnscale.eu. ' +
          'If others run them, the CA does not see what is written at DNScale; no challenge is answered before they show it',
        fix:
          'At the registrar, set the name servers that DNScale shows for the zone. If these are DNScale’s under other ' +
          'names (vanity name servers), list their domain in dns.nameServerDomains.',
      },
    ]);
  });

  it('is not content with a domain that only ends with the same letters', () => {
    expect(doubts(['ns1.notdnscale.eu'])).toHaveLength(1);
  });
});

describe('delegationDoubts, with the NS sets of parent and zone', () => {
  const server = aServer('192.0.2.1', 'ns1.dnscale.eu');
  const compare = (compared: Delegation['compared']) =>
    delegationDoubts(aDelegation([server], compared), ['dnscale.eu']);

  it('names what only the parent, and what only the zone names', () => {
    const sets = {
      atParent: ['ns1.dnscale.eu', 'old.test'],
      parentOnly: ['old.test'],
      zoneOnly: ['ns2.dnscale.eu'],
    };

    expect(compare(sets)).toEqual([
      {
        seen:
          'has other name servers at its parent than in its own NS records: only its parent names old.test; only the zone ' +
          'itself names ns2.dnscale.eu. The CA may ask any of them, so each has to show the values',
        fix: 'At the registrar, set the name servers that DNScale shows for the zone, all of them and no others.',
      },
    ]);
  });

  it('says that the parent knows of no delegation', () => {
    expect(
      compare({ atParent: [], parentOnly: [], zoneOnly: ['ns1.dnscale.eu'] }).map(({ seen }) => seen),
    ).toEqual([
      'has no delegation at the servers of its parent, while a resolver still names ns1.dnscale.eu: it has just been ' +
        'removed, or just been set',
    ]);
  });

  it('has none where the parent is silent: nothing is known', () => {
    expect(compare({ unknown: 'a.gtld.test (192.0.2.9) gave no answer in 2 s' })).toEqual([]);
  });
});

describe('checkDelegation', () => {
  it('warns of servers that are not known, and does not fail', async () => {
    const events = createRecordedEvents();
    const resolver = {
      findNameServers: async () => [aServer('192.0.2.1', 'ns1.vanity.test')],
      ...parentAgrees,
    };

    await checkDelegation(
      { name: 'example.com' },
      { resolver, nameServerDomains: ['dnscale.eu'], events },
      noDeadline(),
    );

    expect(events.all).toEqual([
      {
        event: 'warning',
        subject: 'example.com',
        message: expect.stringMatching(
          /^The zone example\.com is at DNScale, but is delegated to ns1\.vanity\.test: /,
        ),
      },
    ]);
  });

  it('warns that the parent gave no answer, and does not fail', async () => {
    const events = createRecordedEvents();
    const resolver = {
      findNameServers: async () => [aServer('192.0.2.1', 'ns1.dnscale.eu')],
      readDelegation: async (_: string, found: NameServerAddress[]) =>
        aDelegation(found, { unknown: 'a.gtld.test (192.0.2.9) gave no answer in 2 s' }),
    };

    await checkDelegation(
      { name: 'example.com' },
      { resolver, nameServerDomains: ['dnscale.eu'], events },
      noDeadline(),
    );

    expect(events.named('warning').map(({ message }) => message)).toEqual([
      'The zone example.com may have other name servers at its parent than those that a resolver names: the servers of the ' +
        'parent could not be asked (a.gtld.test (192.0.2.9) gave no answer in 2 s).',
    ]);
  });

  it('fails as the resolver does', async () => {
    const failure = lookupFailed('not-delegated', 'example.com');
    const resolver = { findNameServers: () => Promise.reject(failure), ...parentAgrees };
    const events = createRecordedEvents();

    await expect(
      checkDelegation({ name: 'example.com' }, { resolver, nameServerDomains: [], events }, noDeadline()),
    ).rejects.toBe(failure);
  });
});
