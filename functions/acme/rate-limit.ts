/**
 * Allows at most so many of something in any second, not merely on average: a full token bucket and its refill would be
 * twice the limit in the first second. Pure: the caller passes the time and learns how long to wait.
 */

/** Longer than a second: the network may delay one request more than the next, and the server counts arrivals. */
const SECOND_MS = 1_100;

export interface RateLimit {
  /** 0 when it may happen now, and is counted; else the milliseconds until it makes sense to ask again. */
  take(now: Date): number;
}

/** @param perSecond may be below 1: 0.5 allows one in two seconds. */
export function createRateLimit(perSecond: number): RateLimit {
  const most = Math.max(1, Math.floor(perSecond));
  const windowMs = perSecond < 1 ? SECOND_MS / perSecond : SECOND_MS;
  /** When the last `most` ones happened, oldest first. */
  let taken: number[] = [];
  return {
    take: (now) => {
      const nowMs = now.getTime();
      // A clock that was set back must not make us wait until it has caught up.
      taken = taken.map((atMs) => Math.min(atMs, nowMs));
      const [oldest] = taken;
      if (oldest !== undefined && taken.length === most) {
        const waitMs = Math.ceil(oldest + windowMs - nowMs);
        if (waitMs > 0) return waitMs;
        taken.shift();
      }
      taken.push(nowMs);
      return 0;
    },
  };
}
