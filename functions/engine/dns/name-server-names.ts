/** The names of a zone's servers: one address may serve the zone under several. Pure. */
import type { NameServerAddress } from '../ports/dns.ts';

export type NamedServer = Pick<NameServerAddress, 'nameServer' | 'alsoNamed'>;

/** Each once, in the order of the servers. */
export function nameServerNames(servers: readonly NamedServer[]): string[] {
  return [...new Set(servers.flatMap(({ nameServer, alsoNamed = [] }) => [nameServer, ...alsoNamed]))];
}
