/**
 * Our own limit on orders at one CA: at most 300 in any three hours, as Let's Encrypt has it for an account, with the
 * last hundred kept for certificates that cannot wait. Pure. Orders are counted by the five minutes they were made in, so
 * that the count stays small; a few minutes too many are looked at, never too few.
 */
import { RenewerError } from '../errors.ts';

const MINUTE_MS = 60 * 1_000;
const BUCKET_MS = 5 * MINUTE_MS;
const WINDOW_HOURS = 3;
const WINDOW_MS = WINDOW_HOURS * 60 * MINUTE_MS;

/** Minutes of a clock that is ahead of ours count as well; a day of the next century is damage, and would count for ever. */
const FARTHEST_MS = 2 * WINDOW_MS;

/** Let's Encrypt: 300 new orders an account in 3 hours. */
const MOST_ORDERS = 300;
/** Without the last third, which is for certificates below their floor and for revoked ones. */
const MOST_PLAIN_ORDERS = 200;

/** How many orders were made, by the instant (ISO 8601) at which their five minutes began. */
export type OrderCounts = Readonly<Record<string, number>>;

export type OrderTaken = { counts: OrderCounts } | { used: number; roomAt: Date };

/** The counts with one order more, or when there will be room for it. */
export function takeOrder(counts: OrderCounts, isUrgent: boolean, now: Date): OrderTaken {
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

/** When even an order from the end of these five minutes is out of the window; NaN for what is no instant. */
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
      `inside the time that the CA suggests (ARI) are exempt from it. What is live stays live; the next try is ` +
      `at ${roomAt.toISOString()}, when there is room again.`,
  });
}
