/**
 * One question to one server, within its bound: first over UDP, then over TCP when the answer was truncated or none
 * came. It turns every failure into words and throws only when the deadline has passed.
 */
import { printable } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { OPEN_SOCKETS } from './gate.ts';
import { createQuery, type Query, type Question, type Reply } from './message.ts';
import type { ServerAddress } from './server-address.ts';
import { askTcp } from './tcp.ts';
import { askUdp } from './udp.ts';

/** `silent`: not even a truncated reply came back. */
type Outcome = { reply: Reply } | { failure: string; silent: boolean };

export type Exchange = (server: ServerAddress, question: Question, deadline: Deadline) => Promise<Outcome>;

/** @param timeoutMs the bound of each of the two tries. */
export function createExchange(clock: Clock, timeoutMs: number): Exchange {
  return async (server, question, deadline) => {
    const overUdp = await tryOver(askUdp, server, question, { clock, timeoutMs, deadline });
    if ('reply' in overUdp && !overUdp.reply.truncated) return overUdp;
    const overTcp = await tryOver(askTcp, server, question, { clock, timeoutMs, deadline });
    if ('reply' in overTcp) return overTcp;
    if ('reply' in overUdp)
      return { failure: bothReasons('answer truncated', overTcp.failure), silent: false };
    return { failure: bothReasons(overUdp.failure, overTcp.failure), silent: true };
  };
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
): Promise<{ reply: Reply } | { failure: string }> {
  const stop = new AbortController();
  const signal = AbortSignal.any([deadline.signal, stop.signal]);
  const silence = async () => {
    await clock.sleep(timeoutMs, { at: deadline.at, signal });
    return { failure: `no answer in ${timeoutMs / 1000} s` };
  };
  const asked = async () => ({ reply: await transport(server, createQuery(question), signal) });
  const leave = await OPEN_SOCKETS.enter(deadline.signal);
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
