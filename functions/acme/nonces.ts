/**
 * Nonces (RFC 8555 §6.5): those that came with answers are used before a new one is asked for, and new ones are asked
 * for no faster than the limit. Whoever has to wait takes whatever comes first, an answer's nonce or the turn to ask.
 */
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { createRateLimit } from './rate-limit.ts';

/** Let's Encrypt allows 20 newNonce a second and address; half of it is ours, shared by all that work at once. */
export const NEW_NONCES_PER_SECOND = 10;

const MOST_KEPT = 20;

export interface Nonces {
  /** One that came with an answer; who waits gets it, else it is kept. Nobody gets the same one twice. */
  keep(nonce: string): void;
  /** @throws the deadline's reason when there is none until then. */
  take(askForOne: () => Promise<string>, deadline: Deadline): Promise<string>;
}

export function createNonces(clock: Clock, newNoncesPerSecond: number): Nonces {
  const limit = createRateLimit(newNoncesPerSecond);
  const kept: string[] = [];
  /** Who came first is served first. */
  const waiting = new Set<(nonce: string) => void>();

  async function waitFor(askForOne: () => Promise<string>, deadline: Deadline): Promise<string> {
    const { promise: handed, resolve } = Promise.withResolvers<string>();
    waiting.add(resolve);
    try {
      for (;;) {
        const waitMs = limit.take(clock.now());
        if (waitMs === 0) break;
        await Promise.race([handed, clock.sleep(waitMs, deadline)]);
        if (!waiting.has(resolve)) return await handed;
      }
    } finally {
      waiting.delete(resolve);
    }
    return askForOne();
  }

  return {
    keep: (nonce) => {
      const [first] = waiting;
      if (first) {
        waiting.delete(first);
        first(nonce);
      } else if (kept.length < MOST_KEPT) kept.push(nonce);
    },
    take: async (askForOne, deadline) => kept.pop() ?? waitFor(askForOne, deadline),
  };
}
