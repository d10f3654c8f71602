/**
 * Asks one authoritative server whether a name exists and which zone it answers from. It asks for a CNAME, so that no server
 * follows one into another zone.
 */
import { canonicalName } from '../engine/dns/name.ts';
import type { ExistenceAnswer, NameServerAddress } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Exchange } from './exchange.ts';
import { isUsable } from './message.ts';

/** With these a server says that it does not serve the zone (RFC 1035 §4.1.1, RFC 2136 §2.2); SERVFAIL may pass. */
const NOT_SERVED = ['REFUSED', 'NOTAUTH'];

export async function askExistence(
  { address, port }: NameServerAddress,
  name: string,
  exchange: Exchange,
  deadline: Deadline,
): Promise<ExistenceAnswer> {
  const question = { name, type: 'CNAME', recursionDesired: false } as const;
  const outcome = await exchange({ host: address, port }, question, deadline);
  if ('failure' in outcome) return { kind: 'failure', reason: outcome.failure, silent: outcome.silent };
  const { rcode, authoritative, soaOwner } = outcome.reply;
  if (!isUsable(rcode)) {
    return { kind: 'failure', reason: rcode, withoutAuthority: NOT_SERVED.includes(rcode) };
  }
  if (!authoritative) {
    return { kind: 'failure', reason: 'answers without authority (lame)', withoutAuthority: true };
  }
  const exists = rcode === 'NOERROR';
  return { kind: 'answer', exists, ...(soaOwner !== undefined && { zoneName: canonicalName(soaOwner) }) };
}
