/** How much is done at once. The stack sets these limits and the functions share them out, so both read them here. */

/** Runs of the renew function at the same time. Each gets this part of what a CA allows all of them together. */
export const RUNS_AT_ONCE = 5;

/**
 * At most so many certificates in one tick whose renewal may be due. A renewal takes half a minute, so RUNS_AT_ONCE runs at a
 * time do as many before the next tick.
 */
export const RENEWALS_PER_TICK = 100;

/** The other checks, of which RUNS_AT_ONCE runs do so many when each takes 1.5 s. */
const CHECKS_PER_MINUTE = 200;

/** They come to the queue one by one within this part of a tick, so that nothing waits behind all of them. */
const SHARE_OF_TICK = 4 / 5;

/** SQS holds no message back for longer. */
const LONGEST_DELAY_MINUTES = 15;

/** From one tick of the schedule to the next, by default. */
export const TICK_MS = 10 * 60 * 1000;

/** How much one tick takes. */
export type TickLimits = {
  /** Certificates whose renewal may be due. */
  renewals: number;
  /** All others. */
  checks: number;
  /** From one of the others to the next. */
  pauseMs: number;
};

export function tickLimits(everyMinutes: number): TickLimits {
  const minutes = Math.min(everyMinutes, LONGEST_DELAY_MINUTES);
  const pauseMs = (SHARE_OF_TICK * 60_000) / CHECKS_PER_MINUTE;
  return { renewals: RENEWALS_PER_TICK, checks: CHECKS_PER_MINUTE * minutes, pauseMs };
}
