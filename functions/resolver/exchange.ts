/**
 * One question to one server, within its bound: first over UDP, then over TCP when the answer was truncated or is overdue.
 * What comes first counts: a datagram that got lost costs a moment and no time-out. It turns every failure into words and
 * throws only when the deadline has passed.
 */
import { printable } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { createQuery, type Query, type Question, type Reply } from './message.ts';
import { OPEN_SOCKETS } from './open-sockets.ts';
import type { ServerAddress } from './server-address.ts';
import { askTcp } from './tcp.ts';
import { askUdp } from './udp.ts';

/** `silent`: not even a truncated reply came back. */
type Outcome = { reply: Reply } | { failure: string; silent: boolean };

export type Exchange = (server: ServerAddress, question: Question, deadline: Deadline) => Promise<Outcome>;

/** Longer than nearly every answer takes, and far shorter than a time-out. */
const OVERDUE_MS = 400;

/** @param timeoutMs the bound of each of the two tries. */
export function createExchange(clock: Clock, timeoutMs: number): Exchange {
  return async (server, question, deadline) => {
    const decided = new AbortController();
    const bounded = { at: deadline.at, signal: AbortSignal.any([deadline.signal, decided.signal]) };
    const bounds = { clock, timeoutMs, deadline: bounded };
    const tryBy = (transport: Transport, begun?: () => void) =>
      tryOver(transport, server, question, bounds, begun);
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
    const overUdp = tryBy(askUdp, asked);
    const overTcp = async () => {
      // The wait for a socket does not count: whoever has few of them needs no second one for each question.
      const overdue = isAsked.then(() => clock.sleep(Math.min(OVERDUE_MS, timeoutMs), bounded));
      const early = await Promise.race([overUdp, overdue]);
      return early && counts(early) ? early : tryBy(askTcp);
    };
    try {
      return await firstThatCounts(overUdp, overTcp());
    } finally {
      decided.abort(OVER); // Ends the loser.
    }
  };
}

type Tried = { reply: Reply } | { failure: string };

function counts(tried: Tried): tried is { reply: Reply } {
  return 'reply' in tried && !tried.reply.truncated;
}

async function firstThatCounts(udp: Promise<Tried>, tcp: Promise<Tried>): Promise<Outcome> {
  const ifCounts = async (trying: Promise<Tried>) => {
    const tried = await trying;
    if (counts(tried)) return tried;
    throw OVER;
  };
  try {
    return await Promise.any([ifCounts(udp), ifCounts(tcp)]);
  } catch {
    const [overUdp, overTcp] = [await udp, await tcp];
    if ('reply' in overTcp) return overTcp;
    if ('reply' in overUdp)
      return { failure: bothReasons('answer truncated', overTcp.failure), silent: false };
    return { failure: bothReasons(overUdp.failure, overTcp.failure), silent: true };
  }
}

export type SingleExchange = (
  transport: 'udp' | 'tcp',
  ...question: Parameters<Exchange>
) => Promise<{ reply: Reply } | { failure: string }>;

/** Over one transport only: the other one does not cover for it. */
export function createSingleExchange(clock: Clock, timeoutMs: number): SingleExchange {
  return (transport, server, question, deadline) =>
    tryOver(transport === 'udp' ? askUdp : askTcp, server, question, { clock, timeoutMs, deadline });
}

type Transport = (server: ServerAddress, query: Query, signal: AbortSignal) => Promise<Reply>;

/** One for all: Node would make an error with its stack for each question. Nobody gets to see it. */
const OVER = new Error('the question is over');

async function tryOver(
  transport: Transport,
  server: ServerAddress,
  question: Question,
  { clock, timeoutMs, deadline }: { clock: Clock; timeoutMs: number; deadline: Deadline },
  begun: () => void = () => undefined,
): Promise<Tried> {
  const stop = new AbortController();
  const signal = AbortSignal.any([deadline.signal, stop.signal]);
  const silence = async () => {
    await clock.sleep(timeoutMs, { at: deadline.at, signal });
    return { failure: `no answer in ${timeoutMs / 1000} s` };
  };
  const asked = async () => ({ reply: await transport(server, createQuery(question), signal) });
  const leave = await OPEN_SOCKETS.enter(deadline.signal);
  begun();
  try {
    return await Promise.race([asked(), silence()]);
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    return { failure: reasonOf(thrown) };
  } finally {
    stop.abort(OVER); // Closes the loser's socket, or clears its timer.
    leave();
  }
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return printable(String(thrown));
  const code = 'code' in thrown ? String(thrown.code) : '';
  return REASONS[code] ?? printable(thrown.message);
}

function bothReasons(overUdp: string, overTcp: string): string {
  return overUdp === overTcp ? `${overUdp} over UDP and TCP` : `${overUdp} over UDP, ${overTcp} over TCP`;
}
