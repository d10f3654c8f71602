/** How much is done at once. The stack sets these limits and the functions share them out, so both read them here. */

/** Runs of the renew function at the same time. Each gets this part of what a CA allows all of them together. */
export const RUNS_AT_ONCE = 5;

/** Certificates whose renewal may be due: a renewal takes half a minute, so RUNS_AT_ONCE runs do so many. */
export const RENEWALS_PER_MINUTE = 10;

/** The other checks, of which RUNS_AT_ONCE runs do so many when each takes 1.5 s. */
const CHECKS_PER_MINUTE = 200;

/** They come to the queue one by one within this part of a tick, so that nothing waits behind all of them. */
const SHARE_OF_TICK = 4 / 5;

/** SQS holds no message back for longer. */
const LONGEST_DELAY_MINUTES = 15;

/** More would wait in the queue until MessagesStuck takes it for one that stands still, after 30 minutes. */
const LONGEST_BUSY_MINUTES = 20;

const MINUTE_MS = 60_000;

/** Of the runs' time, for all that failed before. */
const SHARE_OF_FAILED = 1 / 2;

/** How much one tick takes. */
export type TickLimits = {
  /** Certificates whose renewal may be due. */
  renewals: number;
  /** All others. */
  checks: number;
  /** From one of the others to the next. */
  pauseMs: number;
  /** What all that failed may take of the runs' time, if they take as long as the last time. */
  failedMs: number;
  /** From one tick to the next. */
  tickMs: number;
};

export function tickLimits(everyMinutes: number): TickLimits {
  const busyMinutes = Math.min(everyMinutes, LONGEST_BUSY_MINUTES);
  return {
    renewals: RENEWALS_PER_MINUTE * busyMinutes,
    checks: CHECKS_PER_MINUTE * Math.min(everyMinutes, LONGEST_DELAY_MINUTES),
    pauseMs: (SHARE_OF_TICK * MINUTE_MS) / CHECKS_PER_MINUTE,
    failedMs: RUNS_AT_ONCE * busyMinutes * MINUTE_MS * SHARE_OF_FAILED,
    tickMs: everyMinutes * MINUTE_MS,
  };
}
