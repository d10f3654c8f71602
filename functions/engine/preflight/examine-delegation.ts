/** Is a zone delegated to DNScale alone? A split delegation works as long as both sides hold the same, which is rare. */
import type { Deadline } from '../ports/time.ts';
import { checkDelegation, type DelegationPorts, isDnscales, shownServers } from './check-delegation.ts';
import { type Finding, ok, warning } from './findings.ts';

/** @throws RenewerError what `checkDelegation` throws. */
export async function examineDelegation(
  zoneName: string,
  ports: DelegationPorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const about = { check: 'delegation', subject: zoneName };
  const servers = await checkDelegation({ name: zoneName }, ports, deadline);
  const foreign = servers.filter((server) => !isDnscales(server, ports.nameServerDomains));
  if (foreign.length === 0) return [ok(about, `is delegated to DNScale: ${shownServers(servers)}`)];
  return [
    warning(
      about,
      `is delegated to DNScale and to others: ${shownServers(foreign)}. The CA may ask any of them, and what is ` +
        'written at DNScale is not there unless they copy it',
      'At the registrar, leave only the name servers that DNScale shows for the zone.',
    ),
  ];
}
