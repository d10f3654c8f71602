/**
 * Calls DNScale with the token. Reads are repeated a bounded number of times here; a write waits for its turn, is
 * sent once, and what becomes of it is the caller's to judge. A token that was replaced while a run goes on is
 * noticed.
 */
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { type Call, errorFor } from './errors.ts';
import { isTransient } from './failure.ts';
import type { Answer, Outcome, Send } from './http.ts';
import { type Pacing, retry } from './retry.ts';
import type { Parsed } from './schemas.ts';
import { createWriteGate } from './write-gate.ts';

export type ReadToken = (deadline: Deadline) => Promise<string>;

export type Client = {
  readonly pacing: Pacing;
  /** One request, no retry (but for a token that was replaced). Throws only what the deadline or `readToken` throws. */
  send(call: Call, deadline: Deadline): Promise<Outcome>;
  /** A read, parsed. Throws a RenewerError when it stays without a usable answer. */
  read<T>(call: Call, parse: (text: string) => Parsed<T>, deadline: Deadline): Promise<T>;
};

export type ClientOptions = { http: Send; readToken: ReadToken; clock: Clock; random: () => number };

export function createClient({ http, readToken, clock, random }: ClientOptions): Client {
  const pacing = { clock, random };
  const send = withTurns(withToken(http, readToken), clock);
  return {
    pacing,
    send,
    read: (call, parse, deadline) =>
      retry(
        async () => {
          const outcome = await send(call, deadline);
          const parsed = isSuccess(outcome) ? parse(outcome.text) : undefined;
          if (parsed?.ok) return { done: true, value: parsed.value };
          const error = errorFor(call, outcome, clock.now(), parsed?.fault);
          if (!isTransient(outcome)) throw error;
          return { done: false, outcome, error };
        },
        pacing,
        deadline,
      ),
  };
}

export function isSuccess(outcome: Outcome): outcome is Answer {
  return outcome.kind === 'answer' && outcome.status >= 200 && outcome.status < 300;
}

function withTurns(send: Client['send'], clock: Clock): Client['send'] {
  const gate = createWriteGate(clock);
  return (call, deadline) => {
    if (call.method === 'GET') return send(call, deadline);
    return gate.pass(() => send(call, deadline), deadline);
  };
}

/** Reads the token when it is first needed, and once more after a 401; a request is repeated only with another token. */
function withToken(http: Send, readToken: ReadToken): Client['send'] {
  let held: Promise<string> | undefined;
  const readAfresh = (deadline: Deadline): Promise<string> => {
    const reading = readToken(deadline);
    held = reading;
    reading.catch(() => {
      if (held === reading) held = undefined;
    });
    return reading;
  };
  return async (call, deadline) => {
    const used = held ?? readAfresh(deadline);
    const token = await used;
    const outcome = await http(call, token, deadline);
    if (outcome.kind !== 'answer' || outcome.status !== 401) return outcome;
    // Of many requests refused at once, the first reads the secret; the others use what it found.
    const fresh = await (held === used || held === undefined ? readAfresh(deadline) : held);
    return fresh === token ? outcome : http(call, fresh, deadline);
  };
}
