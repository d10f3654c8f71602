/** Is a zone delegated to DNScale alone? A split delegation works as long as both sides hold the same, which is rare. */
import { findDelegation } from '../dns/find-delegation.ts';
import { shownServers } from '../dns/name-server-names.ts';
import type { Deadline } from '../ports/time.ts';
import { type DelegationPorts, delegationDoubts, parentUnknown } from './check-delegation.ts';
import { type Finding, ok, unknown, warning } from './findings.ts';

/** @throws RenewerError what the port throws. */
export async function examineDelegation(
  zoneName: string,
  { resolver, nameServerDomains }: DelegationPorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const about = { check: 'delegation', subject: zoneName };
  const delegation = await findDelegation(zoneName, resolver, deadline);
  const unasked = parentUnknown(delegation);
  const parent = unasked === undefined ? [] : [unknown({ check: 'parent', subject: zoneName }, unasked)];
  const doubts = delegationDoubts(delegation, nameServerDomains);
  if (doubts.length === 0)
    return [ok(about, `is delegated to DNScale: ${shownServers(delegation.servers)}`), ...parent];
  return [...doubts.map(({ seen, fix }) => warning(about, seen, fix)), ...parent];
}
