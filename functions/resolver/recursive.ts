/**
 * Asks recursive resolvers in turn, and all of them again after a moment (tries.ts) while each answer is a failure that may pass.
 * Where one says SERVFAIL to the end, it is asked with checking disabled (RFC 4035 §3.2.2): that tells broken DNSSEC from
 * servers that are down.
 */
import { remainingMs } from '../engine/deadline.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { type Exchange, silenceMs } from './exchange.ts';
import { isUsable, type Question, type Reply } from './message.ts';
import type { SearchOrder } from './search-order.ts';
import { formatServerAddress, type ServerAddress } from './server-address.ts';
import type { Tries } from './tries.ts';

export type RecursiveSource = {
  exchange: Exchange;
  recursiveServers: readonly ServerAddress[];
  order: Pick<SearchOrder, 'inOrder' | 'orSilence' | 'isSilent'>;
  tries: Tries;
  clock: Pick<Clock, 'now'>;
  /** How long one try waits for an answer. */
  patienceMs: number;
};

type Outcome = Awaited<ReturnType<Exchange>>;

type Answered = { server: ServerAddress; reply: Reply };
export type Unanswered = {
  failure: string;
  dnssecBroken: boolean;
  /** Every resolver has said nothing but SERVFAIL; anything else may be what a local resolver cannot do. */
  allServfail: boolean;
  /** At least one resolver said SERVFAIL to the end. */
  lastlyServfail: boolean;
};

type Unchecked = { reply?: Reply; dnssecBroken: boolean };

const NOT_ASKED: Unchecked = { dnssecBroken: false };

type Failed = { server: ServerAddress; outcome: Outcome; dnssecBroken: boolean };

/** Asking more resolvers would only add timeouts. */
export const MAX_RECURSIVE_SERVERS = 3;

/**
 * The first usable answer, else what each resolver said last. Throws only what the deadline throws.
 * @param mayPass which failures are worth another try at the same resolver. @default all but those of a resolver that does not
 * understand the question
 */
export async function askRecursive(
  question: Question,
  source: RecursiveSource,
  deadline: Deadline,
  mayPass: (outcome: Outcome) => boolean = isUnderstood,
): Promise<Answered | Unanswered> {
  const failed: Failed[] = [];
  let asked = source.order.inOrder(source.recursiveServers).slice(0, MAX_RECURSIVE_SERVERS);
  if (isHopeless(asked, source, deadline)) return unanswered(asked, 'gave no answer a moment ago');
  for await (const _ of source.tries(question, deadline)) {
    const round = await askEach(asked, question, source, deadline);
    if ('reply' in round) return round;
    failed.push(...round);
    const again = round.filter(({ outcome, dnssecBroken }) => !dnssecBroken && mayPass(outcome));
    asked = again.map(({ server }) => server);
    if (asked.length === 0) break;
  }
  const lasting = await examineServfails(failed, question, source, deadline);
  if ('reply' in lasting) return lasting;
  const last = new Map(failed.map(({ server, outcome }) => [formatServerAddress(server), outcome]));
  const words = [...last].map(([server, outcome]) => `the resolver ${server} ${inWords(outcome)}`);
  return {
    failure: words.join('; ') || NO_RESOLVER,
    dnssecBroken: lasting.dnssecBroken || failed.some(({ dnssecBroken }) => dnssecBroken),
    allServfail: failed.length > 0 && failed.every(({ outcome }) => isServfail(outcome)),
    lastlyServfail: [...last.values()].some(isServfail),
  };
}

/** All were silent just now, and silence once more would outlast the deadline, from which nobody learns who was silent. */
function isHopeless(
  asked: readonly ServerAddress[],
  { order, clock, patienceMs }: RecursiveSource,
  deadline: Deadline,
): boolean {
  const areSilent = asked.length > 0 && asked.every(order.isSilent);
  return areSilent && remainingMs(deadline, clock) <= silenceMs(patienceMs);
}

function unanswered(asked: readonly ServerAddress[], what: string): Unanswered {
  const words = asked.map((server) => `the resolver ${formatServerAddress(server)} ${what}`);
  return { failure: words.join('; '), dnssecBroken: false, allServfail: false, lastlyServfail: false };
}

/** One round: the first usable answer, else what each one said. */
async function askEach(
  servers: readonly ServerAddress[],
  question: Question,
  source: RecursiveSource,
  deadline: Deadline,
): Promise<Answered | Failed[]> {
  const failed: Failed[] = [];
  for await (const { server, outcome } of outcomesInTurn(question, servers, source, deadline)) {
    if ('reply' in outcome && isUsable(outcome.reply.rcode)) return { server, reply: outcome.reply };
    // A resolver that blames DNSSEC has the reason, so that no second round is needed.
    const unchecked = blamesDnssec(outcome)
      ? await askUnchecked(server, question, source.exchange, blamesDnssec, deadline)
      : NOT_ASKED;
    if (unchecked.reply) return { server, reply: unchecked.reply };
    failed.push({ server, outcome, dnssecBroken: unchecked.dnssecBroken });
  }
  return failed;
}

/** Those that said nothing but SERVFAIL, where it is still open what for. */
async function examineServfails(
  failed: readonly Failed[],
  question: Question,
  { exchange }: RecursiveSource,
  deadline: Deadline,
): Promise<Answered | { dnssecBroken: boolean }> {
  let dnssecBroken = false;
  for (const [server, tried] of Map.groupBy(failed, (one) => one.server)) {
    if (!tried.every((one) => isServfail(one.outcome) && !one.dnssecBroken)) continue;
    const unchecked = await askUnchecked(server, question, exchange, isServfail, deadline);
    if (unchecked.reply) return { server, reply: unchecked.reply };
    dnssecBroken ||= unchecked.dnssecBroken;
  }
  return { dnssecBroken };
}

/** One that another question finds silent meanwhile is waited for again after all others. */
async function* outcomesInTurn(
  question: Question,
  servers: readonly ServerAddress[],
  { exchange, order }: RecursiveSource,
  deadline: Deadline,
): AsyncGenerator<{ server: ServerAddress; outcome: Outcome }> {
  const leftBehind: { server: ServerAddress; answering: Promise<Outcome> }[] = [];
  for (const server of order.inOrder(servers)) {
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
  isProof: (outcome: Outcome) => boolean,
  deadline: Deadline,
): Promise<Unchecked> {
  const unchecked = await exchange(server, { ...question, checkingDisabled: true }, deadline);
  if (!('reply' in unchecked) || !isUsable(unchecked.reply.rcode)) return { dnssecBroken: false };
  const checked = await exchange(server, question, deadline);
  if ('reply' in checked && isUsable(checked.reply.rcode))
    return { reply: checked.reply, dnssecBroken: false };
  return { dnssecBroken: isProof(checked) };
}

export function isServfail(outcome: Outcome): outcome is { reply: Reply } {
  return 'reply' in outcome && outcome.reply.rcode === 'SERVFAIL';
}

function blamesDnssec(outcome: Outcome): boolean {
  return isServfail(outcome) && outcome.reply.blamesDnssec;
}

const NOT_UNDERSTOOD = ['FORMERR', 'NOTIMP'];

function isUnderstood(outcome: Outcome): boolean {
  return !('reply' in outcome && NOT_UNDERSTOOD.includes(outcome.reply.rcode));
}

/** Not silence, and no connection that is refused. */
export function isPassingReply(outcome: Outcome): boolean {
  return 'reply' in outcome && isUnderstood(outcome);
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
