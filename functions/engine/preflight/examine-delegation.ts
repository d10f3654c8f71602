/** Is a zone delegated to DNScale alone? A split delegation works as long as both sides hold the same, which is rare. */
import { shownServers } from '../dns/name-server-names.ts';
import type { Deadline } from '../ports/time.ts';
import { type DelegationPorts, delegationDoubts } from './check-delegation.ts';
import { type Finding, ok, warning } from './findings.ts';

/** @throws RenewerError what the port throws. */
export async function examineDelegation(
  zoneName: string,
  { resolver, nameServerDomains }: DelegationPorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const about = { check: 'delegation', subject: zoneName };
  const servers = await resolver.findNameServers(zoneName, deadline);
  const doubts = delegationDoubts(servers, nameServerDomains);
  if (doubts.length === 0) return [ok(about, `is delegated to DNScale: ${shownServers(servers)}`)];
  return doubts.map(({ seen, fix }) => warning(about, seen, fix));
}
