/**
 * How often a DNS question that failed is asked again, and when: five tries within six seconds or so, with pauses that grow. One
 * answer in twenty may fail by chance, and resolvers keep a failure for a moment: BIND for 1 s (`servfail-ttl`), Unbound for 5 s.
 * What a failure is, the caller decides. Why these figures: docs/decisions/0054.
 */
import { isWithin } from '../engine/dns/name.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import type { Question } from './message.ts';

/**
 * Comes once for each try, at its time; whoever has an answer leaves the loop. Where it ends by itself, the question has failed
 * for good. Ends early where the deadline is too near for one that takes as long as the last. @throws only what the deadline throws.
 */
export type Tries = (question: Pick<Question, 'name' | 'type'>, deadline: Deadline) => AsyncGenerator<void>;

/** As shares of the time that one try waits: 0.1, 0.4, 1.2 and 3.6 s where that is 2 s. */
const PAUSES = [0.05, 0.2, 0.6, 1.8];
/** In the same measure: 7 s after the first try none begins any more. Silent servers use it up by themselves. */
const LATEST_BEGIN = 3.5;
/** What is broken is broken from there down: the questions about a hundred names below are not asked five times each. */
const PAUSES_BELOW_FAILED = PAUSES.slice(0, 1);
const FAILED_FOR_MS = 60_000;

/** @param timeoutMs how long one try waits for an answer. */
export function createTries(clock: Clock, timeoutMs: number): Tries {
  const failedUntil = new Map<string, { name: string; type: string; atMs: number }>();

  function isBelowFailed({ name, type }: Pick<Question, 'name' | 'type'>): boolean {
    const nowMs = clock.now().getTime();
    for (const [key, { atMs }] of failedUntil) if (atMs <= nowMs) failedUntil.delete(key);
    return [...failedUntil.values()].some((failed) => failed.type === type && isWithin(name, failed.name));
  }

  return async function* (question, deadline) {
    const startedAtMs = clock.now().getTime();
    const pauses = isBelowFailed(question) ? PAUSES_BELOW_FAILED : PAUSES;
    let begunAtMs = startedAtMs;
    yield;
    for (const share of pauses) {
      const nowMs = clock.now().getTime();
      const nextAtMs = nowMs + share * timeoutMs;
      // Nobody learns what the resolvers have said from a deadline that passes in a pause, or while they are silent once more.
      if (nextAtMs + (nowMs - begunAtMs) >= deadline.at.getTime()) return;
      if (nextAtMs > startedAtMs + LATEST_BEGIN * timeoutMs) break;
      await clock.sleep(share * timeoutMs, deadline);
      begunAtMs = nextAtMs;
      yield;
    }
    const { name, type } = question;
    failedUntil.set(`${type} ${name}`, { name, type, atMs: clock.now().getTime() + FAILED_FOR_MS });
  };
}
