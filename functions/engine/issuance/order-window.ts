/**
 * Our own limit on orders at one CA: at most 300 in any three hours, which is Let's Encrypt's limit for an account. The
 * last hundred are for certificates that cannot wait. Pure. Orders are counted in buckets of five minutes, which keeps the
 * count small. The window is a few minutes too long, never too short.
 */
import { RenewerError } from '../errors.ts';

const MINUTE_MS = 60 * 1_000;
const BUCKET_MS = 5 * MINUTE_MS;
const WINDOW_HOURS = 3;
const WINDOW_MS = WINDOW_HOURS * 60 * MINUTE_MS;

/** A bucket of a clock that is ahead of ours counts too. One far in the future is damaged and would never expire. */
const FARTHEST_MS = 2 * WINDOW_MS;

/** Let's Encrypt: 300 new orders an account in 3 hours. */
const MOST_ORDERS = 300;
/** The last third is for certificates below their floor and for revoked ones. */
const MOST_PLAIN_ORDERS = 200;

/** How many orders were made, by the instant (ISO 8601) at which their five minutes began. */
export type OrderCounts = Readonly<Record<string, number>>;

export type OrderCounted = { counts: OrderCounts } | { used: number; roomAt: Date };

/** The counts with one order more, or the time at which there is room for it. */
export function countOne(counts: OrderCounts, isUrgent: boolean, now: Date): OrderCounted {
  const buckets = Object.entries(counts)
    .map(([startsAt, count]) => ({ startsAt, count, leavesAt: leavesAt(startsAt) }))
    .filter(({ leavesAt: at }) => at > now.getTime() && at < now.getTime() + FARTHEST_MS)
    .toSorted((a, b) => a.leavesAt - b.leavesAt);
  const used = buckets.reduce((sum, { count }) => sum + count, 0);
  let toLeave = used - (isUrgent ? MOST_ORDERS : MOST_PLAIN_ORDERS) + 1;
  if (toLeave > 0) {
    const last = buckets.find(({ count }) => {
      toLeave -= count;
      return toLeave <= 0;
    });
    return { used, roomAt: new Date(last?.leavesAt ?? now.getTime()) };
  }
  const kept = Object.fromEntries(buckets.map(({ startsAt, count }) => [startsAt, count]));
  const bucket = new Date(Math.floor(now.getTime() / BUCKET_MS) * BUCKET_MS).toISOString();
  return { counts: { ...kept, [bucket]: (kept[bucket] ?? 0) + 1 } };
}

/** How many of them count now, and how many may. */
export function ordersUsed(counts: OrderCounts, now: Date): { used: number; most: number; hours: number } {
  const used = Object.entries(counts)
    .filter(([startsAt]) => leavesAt(startsAt) > now.getTime())
    .reduce((sum, [, count]) => sum + count, 0);
  return { used, most: MOST_ORDERS, hours: WINDOW_HOURS };
}

/** When an order from the end of these five minutes leaves the window; NaN when the text is no instant. */
function leavesAt(startsAt: string): number {
  return Date.parse(startsAt) + BUCKET_MS + WINDOW_MS;
}

export type RefusedOrder = { certificateAuthority: string; isUrgent: boolean; used: number; roomAt: Date };

export function noOrderLeft({ certificateAuthority, isUrgent, used, roomAt }: RefusedOrder): RenewerError {
  const { host } = new URL(certificateAuthority);
  const reserve = isUrgent
    ? ''
    : ` (the last ${MOST_ORDERS - MOST_PLAIN_ORDERS} are kept for certificates that have little life left or were revoked)`;
  return new RenewerError({
    code: 'acme-rate-limited',
    disposition: 'not-before',
    retryAt: roomAt,
    subject: host,
    message:
      `No order was made at the CA ${host}: this renewer made ${used} there within ${WINDOW_HOURS} hours, and allows ` +
      `itself ${MOST_ORDERS}${reserve}. This is its own limit, so that the CA does not lock the account out; renewals ` +
      `inside the time that the CA suggests (ARI) are exempt from it.`,
    next: `What is live stays live. The next try is at ${roomAt.toISOString()}, when there is room again.`,
  });
}
