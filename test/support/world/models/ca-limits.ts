/**
 * Let's Encrypt's limits, counted over sliding windows (Boulder's buckets refill steadily and so allow more). Exempt orders
 * (RFC 9773 §5, inside the window) count towards none.
 */

export type Limit = 'orders' | 'domain' | 'names' | 'failures';

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;

export const LIMITS: Record<Limit, { most: number; spanMs: number; words: string }> = {
  orders: { most: 300, spanMs: 3 * HOUR_MS, words: 'orders of the account in 3 hours' },
  domain: { most: 50, spanMs: WEEK_MS, words: 'certificates of a registered domain in 7 days' },
  names: { most: 5, spanMs: WEEK_MS, words: 'certificates for an exact set of names in 7 days' },
  failures: { most: 5, spanMs: HOUR_MS, words: 'failed validations of a name in an hour' },
};

export interface CaLimits {
  count(limit: Limit, subject: string): void;
  /** When the subject will be below this limit again; undefined when it is below now. */
  reachedUntil(limit: Limit, subject: string): Date | undefined;
  /** The highest count that any subject ever had within one window. */
  peak(limit: Limit): number;
}

export function createCaLimits(clock: { now(): Date }): CaLimits {
  const counted = new Map<string, number[]>();
  const peaks: Record<Limit, number> = { orders: 0, domain: 0, names: 0, failures: 0 };

  function recent(limit: Limit, subject: string): number[] {
    const since = clock.now().getTime() - LIMITS[limit].spanMs;
    const kept = (counted.get(`${limit} ${subject}`) ?? []).filter((at) => at > since);
    counted.set(`${limit} ${subject}`, kept);
    return kept;
  }

  return {
    count: (limit, subject) => {
      const now = recent(limit, subject);
      now.push(clock.now().getTime());
      peaks[limit] = Math.max(peaks[limit], now.length);
    },
    reachedUntil: (limit, subject) => {
      const now = recent(limit, subject);
      const { most, spanMs } = LIMITS[limit];
      const freed = now[now.length - most];
      return freed === undefined ? undefined : new Date(freed + spanMs);
    },
    peak: (limit) => peaks[limit],
  };
}
