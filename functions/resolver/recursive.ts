/**
 * Questions to recursive resolvers, asked in turn. A resolver that says SERVFAIL is asked once more with checking
 * disabled (RFC 4035 §3.2.2): that tells broken DNSSEC from servers that are down.
 */
import type { Deadline } from '../engine/ports.ts';
import type { Exchange } from './exchange.ts';
import { isUsable, type Question, type Reply } from './message.ts';
import { formatServerAddress, type ServerAddress } from './server-address.ts';

export type RecursiveSource = { exchange: Exchange; recursiveServers: ServerAddress[] };

type Answered = { server: ServerAddress; reply: Reply };
type Unanswered = { failure: string; dnssecBroken: boolean };

const MAX_RECURSIVE_SERVERS = 3;

/** The first usable answer, else what each of them said. Throws only what the deadline throws. */
export async function askRecursive(
  question: Question,
  { exchange, recursiveServers }: RecursiveSource,
  deadline: Deadline,
): Promise<Answered | Unanswered> {
  const failures: string[] = [];
  let dnssecBroken = false;
  for (const server of recursiveServers.slice(0, MAX_RECURSIVE_SERVERS)) {
    const outcome = await exchange(server, question, deadline);
    if ('reply' in outcome && isUsable(outcome.reply.rcode)) return { server, reply: outcome.reply };
    const said = 'reply' in outcome ? outcome.reply.rcode : outcome.failure;
    failures.push(`the resolver ${formatServerAddress(server)} says ${said}`);
    if (said === 'SERVFAIL') {
      const unchecked = await exchange(server, { ...question, checkingDisabled: true }, deadline);
      dnssecBroken ||= 'reply' in unchecked && isUsable(unchecked.reply.rcode);
    }
  }
  return { failure: failures.join('; ') || 'this host has no recursive resolver', dnssecBroken };
}
