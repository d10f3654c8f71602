/**
 * Does the world ask DNScale for a zone that is at DNScale? A zone that was moved away, or was never delegated, can still
 * be written, and the CA sees nothing of it. It judges by the names of the delegated name servers.
 */
import { canonicalName, isWithin } from '../dns/name.ts';
import { type NamedServer, nameServerNames } from '../dns/name-server-names.ts';
import { printable, RenewerError } from '../errors.ts';
import type { NameServerAddress, Resolver, Zone } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

export type DelegationPorts = {
  resolver: Pick<Resolver, 'findNameServers'>;
  /** The domains that DNScale's name servers are named in. */
  nameServerDomains: readonly string[];
};

/**
 * The delegated servers. Some outside DNScale's domains are fine here: propagation asks every one of them.
 * @throws RenewerError `not-delegated`, and what the port throws.
 */
export async function checkDelegation(
  { name }: Pick<Zone, 'name'>,
  { resolver, nameServerDomains }: DelegationPorts,
  deadline: Deadline,
): Promise<NameServerAddress[]> {
  const servers = await resolver.findNameServers(name, deadline);
  if (servers.some((server) => isDnscales(server, nameServerDomains))) return servers;
  throw delegatedElsewhere(name, servers, nameServerDomains);
}

export function isDnscales(server: NamedServer, nameServerDomains: readonly string[]): boolean {
  const names = nameServerNames([server]).map(canonicalName);
  return nameServerDomains.some((domain) => names.some((name) => isWithin(name, canonicalName(domain))));
}

/** Their names, in words. */
export function shownServers(servers: readonly NamedServer[]): string {
  return nameServerNames(servers)
    .map((name) => printable(name))
    .join(', ');
}

function delegatedElsewhere(
  zoneName: string,
  servers: NameServerAddress[],
  nameServerDomains: readonly string[],
): RenewerError {
  return new RenewerError({
    code: 'not-delegated',
    disposition: 'person',
    subject: zoneName,
    message:
      `The zone ${zoneName} is at DNScale, but is delegated to ${shownServers(servers)}: none of them is named in ` +
      `${nameServerDomains.join(' or ')}, so the CA would not see what is written at DNScale. At the registrar, set ` +
      'the name servers that DNScale shows for the zone. If these are DNScale’s under names of your own (vanity name ' +
      'servers), list their domain in dns.nameServerDomains.',
  });
}
