/** All name servers of a zone that a CA may ask, by the parent's NS set and by the zone's own, with what differs between both. */
import type { Delegation, Resolver } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

export type DelegationResolver = Pick<Resolver, 'findNameServers' | 'readDelegation'>;

/** @throws RenewerError what `findNameServers` throws. */
export async function findDelegation(
  zoneName: string,
  resolver: DelegationResolver,
  deadline: Deadline,
): Promise<Delegation> {
  const found = await resolver.findNameServers(zoneName, deadline);
  return resolver.readDelegation(zoneName, found, deadline);
}
