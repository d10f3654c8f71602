/** How much is done at once. The stack sets these limits and the functions share them out, so both read them here. */

/** Runs of the renew function at the same time. Each gets this part of what a CA allows all of them together. */
export const RUNS_AT_ONCE = 5;

/**
 * At most so many certificates of each kind (due, waiting for a new token) in one tick. Even RUNS_AT_ONCE runs at a time
 * do more before the next tick.
 */
export const CHECKS_PER_TICK = 50;

/** From one tick of the schedule to the next. */
export const TICK_MS = 10 * 60 * 1000;
