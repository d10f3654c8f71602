/**
 * Does the world ask DNScale for a zone that is at DNScale? A zone that was moved away can still be written, and the CA sees
 * nothing of it. Names prove nothing: a server that is not known to be DNScale's is a warning, and the order's own wait for
 * propagation shows whether the values arrive there.
 */
import { shownServers, unknownServers } from '../dns/name-server-names.ts';
import type { NameServerAddress, Resolver, Zone } from '../ports/dns.ts';
import type { EventSink } from '../ports/events.ts';
import type { Deadline } from '../ports/time.ts';

export type DelegationPorts = {
  resolver: Pick<Resolver, 'findNameServers'>;
  /** The domains that DNScale's name servers are named in. */
  nameServerDomains: readonly string[];
};

/** What is odd about a delegation, after the zone's name; and what a person could do. */
export type DelegationDoubt = { seen: string; fix: string };

const AT_THE_REGISTRAR = 'At the registrar, leave only the name servers that DNScale shows for the zone.';

/**
 * Warns of every doubt.
 * @throws RenewerError `not-delegated`, and what else the port throws.
 */
export async function checkDelegation(
  { name }: Pick<Zone, 'name'>,
  { resolver, nameServerDomains, events }: DelegationPorts & { events: EventSink },
  deadline: Deadline,
): Promise<void> {
  const servers = await resolver.findNameServers(name, deadline);
  for (const { seen, fix } of delegationDoubts(servers, nameServerDomains)) {
    events.emit({ event: 'warning', subject: name, message: `The zone ${name} ${seen}. ${fix}` });
  }
}

export function delegationDoubts(
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
