/**
 * Calls DNScale with the token, and notices a token that was replaced during a run. A read is repeated here, a bounded
 * number of times. A write waits for its turn and is sent once; the caller judges its outcome.
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
  /** One request, repeated only with a replaced token. Throws only what the deadline or `readToken` throws. */
  send(call: Call, deadline: Deadline): Promise<Outcome>;
  /** A read, parsed. @throws RenewerError when no usable answer came. */
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

/** Reads the token before the first request, and once more after a 401; repeats a request only with another token. */
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
    // When many requests are refused at once, the first one reads the secret and the others use its token.
    const fresh = await (held === used || held === undefined ? readAfresh(deadline) : held);
    return fresh === token ? outcome : http(call, fresh, deadline);
  };
}
