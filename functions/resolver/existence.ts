/**
 * Asks one authoritative server whether a name exists and which zone it answers from. It asks for a CNAME, so that no server
 * follows one into another zone.
 */
import { canonicalName } from '../engine/dns/name.ts';
import type { ExistenceAnswer, NameServerAddress } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Exchange } from './exchange.ts';
import { isUsable, type Question } from './message.ts';
import type { Tries } from './tries.ts';

/** With these a server says that it does not serve the zone (RFC 1035 §4.1.1, RFC 2136 §2.2); SERVFAIL may pass. */
const NOT_SERVED = ['REFUSED', 'NOTAUTH'];

/** A server in trouble refuses too. All servers of the zone are asked before this counts, so that few tries of each do. */
const TRIES_WHERE_NOT_SERVED = 3;

export type ExistenceSource = { exchange: Exchange; tries: Tries };

export async function askExistence(
  server: NameServerAddress,
  name: string,
  source: ExistenceSource,
  deadline: Deadline,
): Promise<ExistenceAnswer> {
  const outcome = await askUntilServed(
    server,
    { name, type: 'CNAME', recursionDesired: false },
    source,
    deadline,
  );
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

async function askUntilServed(
  { address, port }: NameServerAddress,
  question: Question,
  { exchange, tries }: ExistenceSource,
  deadline: Deadline,
): ReturnType<Exchange> {
  const ask = () => exchange({ host: address, port }, question, deadline);
  const due = tries(question, deadline);
  await due.next();
  let outcome = await ask();
  for (let tried = 1; tried < TRIES_WHERE_NOT_SERVED && isRefusal(outcome); tried += 1) {
    if ((await due.next()).done) break;
    outcome = await ask();
  }
  return outcome;
}

function isRefusal(outcome: Awaited<ReturnType<Exchange>>): boolean {
  return 'reply' in outcome && NOT_SERVED.includes(outcome.reply.rcode);
}
