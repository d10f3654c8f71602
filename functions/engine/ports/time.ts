/**
 * Time, as the engine is given it. Every call that leaves the process takes a `Deadline` and MUST reject with a
 * RenewerError, `deadline-exceeded` once the deadline has passed; nothing retries beyond it.
 */

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects with the deadline's reason when that comes first. */
  sleep(ms: number, deadline: Deadline): Promise<void>;
}

export interface Deadline {
  readonly at: Date;
  /** Aborts at `at`, with a RenewerError `deadline-exceeded` as its reason. */
  readonly signal: AbortSignal;
}
