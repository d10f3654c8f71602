/**
 * Where each name's TXT value goes, for all names of a certificate at once: its challenge name or what that leads to
 * by CNAME, in a zone at DNScale that is delegated to DNScale. Tells of every delegation that was followed.
 */
import { type ChallengeTarget, findChallengeTarget } from '../dns/challenge-target.ts';
import { challengeName, withoutWildcard } from '../dns/name.ts';
import type { DnsLookups, Resolver, ZoneDirectory } from '../ports/dns.ts';
import type { EventSink } from '../ports/events.ts';
import type { Deadline } from '../ports/time.ts';
import { checkDelegation } from './check-delegation.ts';
import { checkInOrder } from './check-in-order.ts';

export type TargetPorts = {
  zones: ZoneDirectory;
  resolver: Pick<Resolver, 'findNameServers'>;
  lookups: DnsLookups;
  nameServerDomains: readonly string[];
  events: EventSink;
};

const NAMES_AT_ONCE = 20;

/** By challenge name: `example.com` and `*.example.com` have one target. */
export async function findTargets(
  domainNames: readonly string[],
  ports: TargetPorts,
  deadline: Deadline,
): Promise<Map<string, ChallengeTarget>> {
  const zones = await ports.zones.listZones(deadline);
  const asking = { ...ports, lookups: passOverSilent(ports.lookups) };
  const bases = [...new Set(domainNames.map(withoutWildcard))];
  const found = await checkInOrder(bases, NAMES_AT_ONCE, async (domainName) => ({
    domainName,
    from: challengeName(domainName),
    target: await findChallengeTarget(domainName, zones, asking, deadline),
  }));
  const used = new Map(found.map(({ target: { zone } }) => [zone.name, zone]));
  await checkInOrder([...used.values()], NAMES_AT_ONCE, (zone) => checkDelegation(zone, ports, deadline));
  for (const { domainName, from, target } of found) {
    if (target.name === from) continue;
    const { name: to, zone } = target;
    ports.events.emit({ event: 'challenge-delegated', domainName, from, to, zoneName: zone.name });
  }
  return new Map(found.map(({ from, target }) => [from, target]));
}

/** A server that was silent once stays so for the rest of this preflight: a hundred names do not wait for it each. */
function passOverSilent(lookups: DnsLookups): DnsLookups {
  const silent = new Set<string>();
  return {
    ...lookups,
    askCname: async (server, name, deadline) => {
      if (silent.has(server.address)) return { kind: 'failure', reason: 'was silent before', silent: true };
      const answer = await lookups.askCname(server, name, deadline);
      if (answer.kind === 'failure' && answer.silent) silent.add(server.address);
      return answer;
    },
  };
}
