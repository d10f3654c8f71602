/**
 * When a certificate whose run failed is checked again: by what a try costs, and by what is left of the CA's window and of its
 * life. Pure; `nextCheckAt` is the only retry clock.
 */
import type { RenewerError } from '../errors.ts';
import type { Validity } from './share-of-life.ts';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Let's Encrypt's advice for failures in a row; from the third on, daily. */
const BACK_OFF_MS = [10 * MINUTE_MS, 100 * MINUTE_MS, DAY_MS] as const;

/** No pause is shorter, unless a server asked for less: plan ticks this often. */
const SHORTEST_MS = BACK_OFF_MS[0];

/** A certificate that lives six days cannot wait a day: no pause is longer than this share of a life. */
const LONGEST_SHARE_OF_LIFE = 1 / 24;

/** Three tries, and the time that the last one takes, still come before the end of life. */
const LONGEST_SHARE_OF_REST = 1 / 4;

/**
 * Another try still comes inside the CA's window (RFC 9773 §4.2), where an order counts towards none of its limits: in a window of
 * three hours, after two failures in a row, a pause of 100 minutes would end behind it.
 */
const LONGEST_SHARE_OF_WINDOW = 1 / 2;

/** A try that costs nothing at the CA is made at least this often: nobody has to tell us that the fault is mended. */
const FREE_MS = HOUR_MS;

/** A deployment waits for twenty minutes or so. Our own limits (engine/issuance/own-limits.ts) still hold. */
const AWAITED_MS = 5 * MINUTE_MS;

/** Bounds for the wait that a server asked for. */
const RETRY_AT_MIN_MS = MINUTE_MS;
const RETRY_AT_MAX_MS = 7 * DAY_MS;

type FailedRun = Pick<RenewerError, 'disposition' | 'retryAt'> & {
  /** Whether another try up to the same step costs nothing that a CA counts. */
  isFree: boolean;
  /** `retryAt` is when a party that is down guesses that it is back, and no limit of it. @default false */
  isGuess?: boolean | undefined;
  /** A deployment waits for the certificate. @default false */
  isAwaited?: boolean | undefined;
  /** The live certificate's; undefined before the first one. @default - no bound by it */
  validity?: Validity | undefined;
  /** The end of the CA's window, where the run fell into it. @default - no bound by it */
  windowEndsAt?: Date | undefined;
};

/**
 * @param failuresInARow this failure included, so 1 or more: of those alike in costing something when this one does,
 * else of all.
 */
export function nextCheckAfterFailure(error: FailedRun, failuresInARow: number, now: Date): Date {
  const longestMs = error.isAwaited ? AWAITED_MS : longestPauseMs(error, now);
  return new Date(now.getTime() + waitMs(error, failuresInARow, longestMs, now));
}

function waitMs(error: FailedRun, failuresInARow: number, longestMs: number, now: Date): number {
  const { disposition, retryAt, isFree, isGuess = false } = error;
  if (retryAt) {
    // A party that is down only guesses when it is back: what costs nothing is tried at least every hour.
    const mostMs = isGuess ? Math.min(longestMs, isFree ? FREE_MS : RETRY_AT_MAX_MS) : RETRY_AT_MAX_MS;
    const askedMs = Math.min(retryAt.getTime() - now.getTime(), mostMs);
    return Math.min(Math.max(askedMs, RETRY_AT_MIN_MS), RETRY_AT_MAX_MS);
  }
  const pauseMs = BACK_OFF_MS[Math.min(failuresInARow, BACK_OFF_MS.length) - 1] ?? DAY_MS;
  if (!isFree) return Math.min(pauseMs, longestMs);
  // A person does not mend it within ten minutes.
  return Math.min(disposition === 'person' ? FREE_MS : Math.min(pauseMs, FREE_MS), longestMs);
}

function longestPauseMs({ validity, windowEndsAt }: FailedRun, now: Date): number {
  const byWindowMs = shareOfRest(windowEndsAt, LONGEST_SHARE_OF_WINDOW, now);
  return Math.max(
    SHORTEST_MS,
    Math.min(byWindowMs, validity ? byLifeMs(validity, now) : Number.POSITIVE_INFINITY),
  );
}

function byLifeMs({ notBefore, notAfter }: Validity, now: Date): number {
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  return Math.min(lifeMs * LONGEST_SHARE_OF_LIFE, shareOfRest(notAfter, LONGEST_SHARE_OF_REST, now));
}

/** No bound after the end: there is nothing more to lose, and each pause is as long as before. */
function shareOfRest(end: Date | undefined, share: number, now: Date): number {
  return end && end > now ? (end.getTime() - now.getTime()) * share : Number.POSITIVE_INFINITY;
}
