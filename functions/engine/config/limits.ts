/** How much is done at once: what the stack (which sets it) and the functions (which share it out) must agree on. */

/** Runs of the renew function at the same time. Whatever a CA allows all of them together is divided by this. */
export const RUNS_AT_ONCE = 5;

/** Certificates of each kind in one tick: more than so many runs at a time get done until the next one. */
export const CHECKS_PER_TICK = 50;
