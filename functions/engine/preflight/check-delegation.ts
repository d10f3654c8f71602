/**
 * Does the world ask DNScale for a zone that is at DNScale? A zone that was moved away can still be written, and the CA sees
 * nothing of it. Names prove nothing: a server that is not known to be DNScale's is a warning, and the order's own wait for
 * propagation shows whether the values arrive there.
 */
import { type DelegationResolver, findDelegation } from '../dns/find-delegation.ts';
import { shownServers, unknownServers } from '../dns/name-server-names.ts';
import { printable } from '../errors.ts';
import type { Delegation, NameServerAddress, Zone } from '../ports/dns.ts';
import type { EventSink } from '../ports/events.ts';
import type { Deadline } from '../ports/time.ts';

export type DelegationPorts = {
  resolver: DelegationResolver;
  /** The domains that DNScale's name servers are named in. */
  nameServerDomains: readonly string[];
};

/** What is odd about a delegation, after the zone's name; and what a person could do. */
export type DelegationDoubt = { seen: string; fix: string };

const AT_THE_REGISTRAR = 'At the registrar, leave only the name servers that DNScale shows for the zone.';

/**
 * The zone's name servers. Warns of every doubt.
 * @throws RenewerError `not-delegated`, and what else the port throws.
 */
export async function checkDelegation(
  { name }: Pick<Zone, 'name'>,
  { resolver, nameServerDomains, events }: DelegationPorts & { events: EventSink },
  deadline: Deadline,
): Promise<string[]> {
  const delegation = await findDelegation(name, resolver, deadline);
  const unknown = parentUnknown(delegation);
  const doubts = delegationDoubts(delegation, nameServerDomains);
  const warnings = [...doubts.map(({ seen, fix }) => `${seen}. ${fix}`), ...(unknown ? [`${unknown}.`] : [])];
  for (const words of warnings) {
    events.emit({ event: 'warning', subject: name, message: `The zone ${name} ${words}` });
  }
  return delegation.servers.map(({ nameServer }) => nameServer);
}

export function delegationDoubts(
  { servers, compared }: Delegation,
  nameServerDomains: readonly string[],
): DelegationDoubt[] {
  return [
    ...doubtsOfNames(servers, nameServerDomains),
    ...('unknown' in compared ? [] : doubtsOfSets(compared)),
  ];
}

/** In words, when the parent's servers gave no answer. */
export function parentUnknown({ compared }: Pick<Delegation, 'compared'>): string | undefined {
  if (!('unknown' in compared)) return undefined;
  return (
    'may have other name servers at its parent than those that a resolver names: the servers of the parent could not be asked ' +
    `(${printable(compared.unknown, 500)})`
  );
}

function doubtsOfNames(
  servers: readonly NameServerAddress[],
  nameServerDomains: readonly string[],
): DelegationDoubt[] {
  const unknown = unknownServers(servers, nameServerDomains);
  if (unknown.length === 0) return [];
  const domains = nameServerDomains.join(' or ');
  if (unknown.length === servers.length) {
    return [
      {
        seen:
          `is at DNScale, but is delegated to ${shownServers(unknown)}: none of them is named in ${domains}. If others run ` +
          'them, the CA does not see what is written at DNScale; no challenge is answered before they show it',
        fix:
          'At the registrar, set the name servers that DNScale shows for the zone. If these are DNScale’s under other ' +
          'names (vanity name servers), list their domain in dns.nameServerDomains.',
      },
    ];
  }
  return [
    {
      seen:
        `is delegated to DNScale and to others: ${shownServers(unknown)}. The CA may ask any of them, and what is ` +
        'written at DNScale is not there unless they copy it',
      fix: AT_THE_REGISTRAR,
    },
  ];
}

type Compared = Exclude<Delegation['compared'], { unknown: string }>;

/** Resolvers follow the parent's set or the zone's own, each as it likes. */
function doubtsOfSets({ atParent, parentOnly, zoneOnly }: Compared): DelegationDoubt[] {
  if (parentOnly.length === 0 && zoneOnly.length === 0) return [];
  if (atParent.length === 0) {
    return [
      {
        seen:
          `has no delegation at the servers of its parent, while a resolver still names ${shownNames(zoneOnly)}: it has just ` +
          'been removed, or just been set',
        fix: 'At the registrar, see whether the name servers are those that DNScale shows for the zone.',
      },
    ];
  }
  const sides = [
    ...(parentOnly.length > 0 ? [`only its parent names ${shownNames(parentOnly)}`] : []),
    ...(zoneOnly.length > 0 ? [`only the zone itself names ${shownNames(zoneOnly)}`] : []),
  ];
  return [
    {
      seen:
        `has other name servers at its parent than in its own NS records: ${sides.join('; ')}. The CA may ask any of them, so ` +
        'each has to show the values',
      fix: 'At the registrar, set the name servers that DNScale shows for the zone, all of them and no others.',
    },
  ];
}

function shownNames(names: readonly string[]): string {
  return names.map((name) => printable(name)).join(', ');
}
