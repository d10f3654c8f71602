/**
 * Time, as the engine is given it. Every method of a port that leaves the process takes a `Deadline`. It MUST reject with
 * a RenewerError, and with `deadline-exceeded` once the deadline has passed; it MUST NOT retry beyond that.
 */

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects with the deadline's reason when that comes first. */
  sleep(ms: number, deadline: Deadline): Promise<void>;
}

/** The bound that every wait and every outside call of a run shares. */
export interface Deadline {
  readonly at: Date;
  /** Aborts at `at`, with a RenewerError `deadline-exceeded` as its reason. */
  readonly signal: AbortSignal;
}
