/**
 * How often and after which pauses a request to DNScale is made again within one run. The caller decides what is worth
 * another try, and what to read before it.
 */
import { remainingMs } from '../engine/deadline.ts';
import type { RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import type { Outcome } from './http.ts';
import { retryAfterMs } from './retry-after.ts';

/** A try that succeeded (`done`), or one that may be made again, with the error to throw if it is not. */
export type Try<T> = { done: true; value: T } | { done: false; outcome: Outcome; error: RenewerError };

export type Pacing = { clock: Clock; random: () => number };

const MAX_TRIES = 3;
/** No call waits longer for DNScale than this within a run. */
export const PAUSE_BUDGET_MS = 10_000;
const FIRST_PAUSE_MS = 250;

/**
 * Makes three tries at most, with ten seconds of pauses in all and none beyond the deadline; then throws the last try's
 * error. A refusal for the rate (429) does not count as a try: DNScale did nothing, and the pauses bound it.
 */
export async function retry<T>(
  tryOnce: () => Promise<Try<T>>,
  { clock, random }: Pacing,
  deadline: Deadline,
): Promise<T> {
  let budgetMs = PAUSE_BUDGET_MS;
  let tries = 0;
  for (let pauses = 0; ; pauses++) {
    const result = await tryOnce();
    if (result.done) return result.value;
    if (!isRefusedForRate(result.outcome)) tries++;
    const pauseMs = retryAfterMs(result.outcome, clock.now()) ?? ownPauseMs(pauses, random);
    if (tries === MAX_TRIES || pauseMs > Math.min(budgetMs, remainingMs(deadline, clock))) throw result.error;
    budgetMs -= pauseMs;
    await clock.sleep(pauseMs, deadline);
  }
}

function isRefusedForRate(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 429;
}

function ownPauseMs(pauses: number, random: () => number): number {
  return FIRST_PAUSE_MS * 4 ** pauses * (0.5 + random());
}
