/**
 * At most so many of something in any second, not merely on average: a full bucket on top of its refill would be twice
 * the limit in the first second. Pure: it is told the time, and says how long to wait.
 */

/** A second for the server too, when the network held one request up for a little longer than the next one. */
const SECOND_MS = 1_100;

export interface RateLimit {
  /** 0 when it may happen now, which counts it; else the milliseconds until asking again makes sense. */
  take(now: Date): number;
}

/** @param perSecond below 1 it is one in more than a second: 0.5 is one in two seconds. */
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
