/**
 * Nonces (RFC 8555 §6.5): uses those that came with answers before it asks for a new one, and asks for new ones no
 * faster than the limit. A caller that has to wait takes what comes first: an answer's nonce or its turn to ask.
 */
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { createRateLimit } from './rate-limit.ts';

/** Let's Encrypt allows 20 newNonce a second and address; we use half of it, shared by all parallel runs. */
export const NEW_NONCES_PER_SECOND = 10;

const MOST_KEPT = 20;

export interface Nonces {
  /** Hands an answer's nonce to the first caller that waits, or keeps it. It is handed out once. */
  keep(nonce: string): void;
  /** @throws the deadline's reason when none has come by then. */
  take(askForOne: () => Promise<string>, deadline: Deadline): Promise<string>;
}

export function createNonces(clock: Clock, newNoncesPerSecond: number): Nonces {
  const limit = createRateLimit(newNoncesPerSecond);
  const kept: string[] = [];
  /** In the order in which the callers came. */
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
