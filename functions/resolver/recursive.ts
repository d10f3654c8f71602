/**
 * Asks recursive resolvers in turn. One that says SERVFAIL is asked once more with checking disabled
 * (RFC 4035 §3.2.2): that tells broken DNSSEC from servers that are down.
 */
import type { Deadline } from '../engine/ports/time.ts';
import type { Exchange } from './exchange.ts';
import { isUsable, type Question, type Reply } from './message.ts';
import type { SearchOrder } from './search-order.ts';
import { formatServerAddress, type ServerAddress } from './server-address.ts';

export type RecursiveSource = {
  exchange: Exchange;
  recursiveServers: readonly ServerAddress[];
  order: Pick<SearchOrder, 'inOrder' | 'orSilence'>;
};

type Outcome = Awaited<ReturnType<Exchange>>;

type Answered = { server: ServerAddress; reply: Reply };
export type Unanswered = {
  failure: string;
  dnssecBroken: boolean;
  /** Every resolver says SERVFAIL; anything else may be what a local resolver cannot do. */
  allServfail: boolean;
};

/** Asking more resolvers would only add timeouts. */
export const MAX_RECURSIVE_SERVERS = 3;

/** The first usable answer, else what each resolver said. Throws only what the deadline throws. */
export async function askRecursive(
  question: Question,
  source: RecursiveSource,
  deadline: Deadline,
): Promise<Answered | Unanswered> {
  const failures: string[] = [];
  let dnssecBroken = false;
  let servfails = 0;
  for await (const { server, outcome } of outcomesInTurn(question, source, deadline)) {
    if ('reply' in outcome && isUsable(outcome.reply.rcode)) return { server, reply: outcome.reply };
    failures.push(`the resolver ${formatServerAddress(server)} ${inWords(outcome)}`);
    if ('reply' in outcome && outcome.reply.rcode === 'SERVFAIL') {
      servfails += 1;
      const again = await askUnchecked(server, question, source.exchange, deadline);
      if (again.reply !== undefined) return { server, reply: again.reply };
      dnssecBroken ||= again.dnssecBroken;
    }
  }
  const allServfail = servfails > 0 && servfails === failures.length;
  return { failure: failures.join('; ') || NO_RESOLVER, dnssecBroken, allServfail };
}

/** One that another question finds silent meanwhile is waited for again after all others. */
async function* outcomesInTurn(
  question: Question,
  { exchange, recursiveServers, order }: RecursiveSource,
  deadline: Deadline,
): AsyncGenerator<{ server: ServerAddress; outcome: Outcome }> {
  const leftBehind: { server: ServerAddress; answering: Promise<Outcome> }[] = [];
  for (const server of order.inOrder(recursiveServers).slice(0, MAX_RECURSIVE_SERVERS)) {
    const answering = exchange(server, question, deadline);
    const outcome = await order.orSilence(server, answering);
    if (outcome) yield { server, outcome };
    else leftBehind.push({ server, answering });
  }
  for (const { server, answering } of leftBehind) yield { server, outcome: await answering };
}

/** Asks without checking; if that works, asks again with checking, because a passing failure is not broken DNSSEC. */
async function askUnchecked(
  server: ServerAddress,
  question: Question,
  exchange: Exchange,
  deadline: Deadline,
): Promise<{ reply?: Reply; dnssecBroken: boolean }> {
  const unchecked = await exchange(server, { ...question, checkingDisabled: true }, deadline);
  if (!('reply' in unchecked) || !isUsable(unchecked.reply.rcode)) return { dnssecBroken: false };
  const checked = await exchange(server, question, deadline);
  if (!('reply' in checked)) return { dnssecBroken: false };
  const { reply } = checked;
  return isUsable(reply.rcode) ? { reply, dnssecBroken: false } : { dnssecBroken: true };
}

const NO_RESOLVER = 'this host has no recursive resolver, and none is given';

function inWords(outcome: Outcome): string {
  if ('failure' in outcome) {
    const { failure } = outcome;
    return failure.startsWith('no answer') ? `gave ${failure}` : `cannot be asked (${failure})`;
  }
  const { rcode, extendedError } = outcome.reply;
  return `says ${rcode}${extendedError === undefined ? '' : ` (${extendedError})`}`;
}
