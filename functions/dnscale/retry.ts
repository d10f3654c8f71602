/**
 * How often and after which pauses a request to DNScale is made again within one run. The caller decides what is worth
 * another try, and what to read before it. Why these figures: docs/decisions/0054.
 */
import { remainingMs } from '../engine/deadline.ts';
import type { RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import type { Outcome } from './http.ts';
import { retryAfterMs } from './retry-after.ts';

/** A try that succeeded (`done`), or one that may be made again, with the error to throw if it is not. */
export type Try<T> = { done: true; value: T } | { done: false; outcome: Outcome; error: RenewerError };

export type Pacing = { clock: Clock; random: () => number };

/** One answer in twenty may fail by chance: five in a row do so once in three million calls. */
const MAX_TRIES = 5;
/** Where each failure takes long (silence takes 30 s): more tries would hide for minutes that DNScale is down. */
const MAX_SLOW_TRIES = 3;
const SLOW_AFTER_MS = 10_000;
/** No call waits longer for DNScale than this within a run. */
export const PAUSE_BUDGET_MS = 10_000;
/** 0.2, 0.4, 0.8 and 1.6 s, half as long or half as long again, since many callers fail at once. */
const FIRST_PAUSE_MS = 200;

/**
 * Makes five tries at most, and no fourth once ten seconds have passed. The pauses take ten seconds in all. None is made, and no
 * try is begun, that the deadline would end if it took as long as the one before: then the last try's error tells more than the
 * deadline. A refusal for the rate (429) does not count as a try: DNScale did nothing, and the pauses bound it.
 */
export async function retry<T>(
  tryOnce: () => Promise<Try<T>>,
  { clock, random }: Pacing,
  deadline: Deadline,
): Promise<T> {
  const startedAtMs = clock.now().getTime();
  let budgetMs = PAUSE_BUDGET_MS;
  let tries = 0;
  for (let pauses = 0; ; pauses++) {
    const begunAtMs = clock.now().getTime();
    const result = await tryOnce();
    if (result.done) return result.value;
    if (!isRefusedForRate(result.outcome)) tries++;
    const nowMs = clock.now().getTime();
    const pauseMs = retryAfterMs(result.outcome, clock.now()) ?? ownPauseMs(pauses, random);
    const mostTries = nowMs + pauseMs - startedAtMs > SLOW_AFTER_MS ? MAX_SLOW_TRIES : MAX_TRIES;
    const timeLeftMs = remainingMs(deadline, clock) - (nowMs - begunAtMs);
    if (tries >= mostTries || pauseMs > Math.min(budgetMs, timeLeftMs)) throw result.error;
    budgetMs -= pauseMs;
    await clock.sleep(pauseMs, deadline);
  }
}

function isRefusedForRate(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 429;
}

function ownPauseMs(pauses: number, random: () => number): number {
  return FIRST_PAUSE_MS * 2 ** pauses * (0.5 + random());
}
