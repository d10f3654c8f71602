/** The names of a zone's servers: one address may serve the zone under several. Pure. */
import { printable } from '../errors.ts';
import type { NameServerAddress } from '../ports/dns.ts';
import { canonicalName, isWithin } from './name.ts';

export type NamedServer = Pick<NameServerAddress, 'nameServer' | 'alsoNamed'>;

/** Each once, in the order of the servers. */
export function nameServerNames(servers: readonly NamedServer[]): string[] {
  return [...new Set(servers.flatMap(({ nameServer, alsoNamed = [] }) => [nameServer, ...alsoNamed]))];
}

/** Those that none of these domains names: others may run them, or DNScale under names of the user's own. */
export function unknownServers<Server extends NamedServer>(
  servers: readonly Server[],
  nameServerDomains: readonly string[],
): Server[] {
  const domains = nameServerDomains.map(canonicalName);
  const isKnown = (name: string) => domains.some((domain) => isWithin(canonicalName(name), domain));
  return servers.filter((server) => !nameServerNames([server]).some(isKnown));
}

/** Their names, in words. */
export function shownServers(servers: readonly NamedServer[]): string {
  return nameServerNames(servers)
    .map((name) => printable(name))
    .join(', ');
}
