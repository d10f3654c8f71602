/** When a certificate whose run failed is checked again. Pure; `nextCheckAt` is the only retry clock. */
import type { RenewerError } from '../errors.ts';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Let's Encrypt's advice for failures in a row; from the third on, daily. */
const BACK_OFF_MS = [10 * MINUTE_MS, 100 * MINUTE_MS, DAY_MS] as const;

/** A certificate that lives six days cannot wait a day: no pause is longer than this share of a life. */
const LONGEST_SHARE_OF_LIFE = 1 / 24;

/** If a person must act, the run repeats hourly up to the first step that costs something, and so notices the repair. */
const PERSON_MS = HOUR_MS;

/** Bounds for the wait that a server asked for. */
const RETRY_AT_MIN_MS = MINUTE_MS;
const RETRY_AT_MAX_MS = 7 * DAY_MS;

type FailedRun = Pick<RenewerError, 'disposition' | 'retryAt'> & {
  /** Whether another try up to the same step costs nothing that a CA counts. */
  isFree: boolean;
  /** The whole life of the live certificate; undefined before the first one. @default - no bound by it */
  lifeMs?: number | undefined;
};

/** @param failuresInARow this failure included, so 1 or more. */
export function nextCheckAfterFailure(error: FailedRun, failuresInARow: number, now: Date): Date {
  return new Date(now.getTime() + waitMs(error, failuresInARow, now));
}

function waitMs(
  { disposition, retryAt, isFree, lifeMs = Number.POSITIVE_INFINITY }: FailedRun,
  failuresInARow: number,
  now: Date,
): number {
  if (retryAt) {
    const askedMs = retryAt.getTime() - now.getTime();
    return Math.min(Math.max(askedMs, RETRY_AT_MIN_MS), RETRY_AT_MAX_MS);
  }
  if (disposition === 'person' && isFree) return PERSON_MS;
  const pauseMs = BACK_OFF_MS[Math.min(failuresInARow, BACK_OFF_MS.length) - 1] ?? DAY_MS;
  return Math.min(pauseMs, Math.max(BACK_OFF_MS[0], lifeMs * LONGEST_SHARE_OF_LIFE));
}
