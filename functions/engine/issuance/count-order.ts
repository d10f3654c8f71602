/** The orders at a CA over all runs of this renewer: whether the limit in order-window.ts allows one more, and the count of it. */

import type { CountedOrder, OrderQuota } from '../ports/acme.ts';
import type { Clock } from '../ports/time.ts';
import { adviceOn } from '../renewal/renewal-info.ts';
import { isUrgent } from '../renewal/share-of-life.ts';
import type { IssuanceJob } from './issuance-job.ts';

type OrderingJob = Pick<IssuanceJob, 'definition' | 'claim' | 'deadline' | 'isUrgent'>;

export type CountPorts = { orderQuota: Pick<OrderQuota, 'take'>; clock: Pick<Clock, 'now'> };

export type RoomPorts = { orderQuota: Pick<OrderQuota, 'expectRoom'>; clock: Pick<Clock, 'now'> };

/**
 * MUST come right before each newOrder that the CA counts: an order that is counted and not made takes room from others.
 *
 * @throws RenewerError `acme-rate-limited` with the time at which there is room.
 */
export async function countOrder(job: OrderingJob, { orderQuota, clock }: CountPorts): Promise<void> {
  await orderQuota.take(orderOf(job, clock), job.deadline);
}

/**
 * Before the preflight: a fleet that waits for room asks neither DNScale nor DNS each time in vain. Another run may be faster and take it.
 *
 * @throws RenewerError as `countOrder` does.
 */
export async function expectRoom(job: OrderingJob, { orderQuota, clock }: RoomPorts): Promise<void> {
  await orderQuota.expectRoom(orderOf(job, clock), job.deadline);
}

function orderOf(job: OrderingJob, clock: Pick<Clock, 'now'>): CountedOrder {
  const { certificateAuthority } = job.definition;
  return { certificateAuthority, isUrgent: isUrgentOrder(job, clock.now()) };
}

/** Whether the live certificate can wait no longer, or somebody says so. */
export function isUrgentOrder(
  { claim, isUrgent: isAsked = false }: Pick<OrderingJob, 'claim' | 'isUrgent'>,
  now: Date,
): boolean {
  const { certificate, renewalInfo } = claim.state;
  const replaceAt = certificate && adviceOn(certificate, renewalInfo)?.window.endsAt;
  return isAsked || (certificate !== undefined && isUrgent(certificate, replaceAt, now));
}
