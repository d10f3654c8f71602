/** Does the delegation lead to DNScale, wholly? A split one works as long as both sides hold the same, which they seldom do. */
import { printable } from '../errors.ts';
import type { NameServerAddress } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { checkDelegation, type DelegationPorts, isDnscales, namesOf } from './check-delegation.ts';
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
  if (foreign.length === 0) return [ok(about, `is delegated to DNScale: ${listOf(servers)}`)];
  return [
    warning(
      about,
      `is delegated to DNScale and to others: ${listOf(foreign)}. The CA may ask any of them, and what is written ` +
        'at DNScale is not there unless they copy it',
      'At the registrar, leave only the name servers that DNScale shows for the zone.',
    ),
  ];
}

function listOf(servers: readonly NameServerAddress[]): string {
  return [...new Set(servers.flatMap(namesOf).map((name) => printable(name)))].join(', ');
}
