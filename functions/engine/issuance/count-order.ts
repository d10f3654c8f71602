/** Asks for leave to make one more order at a CA, over all runs of this renewer (order-window.ts has the limit). */

import type { OrderQuota } from '../ports/acme.ts';
import type { Clock } from '../ports/time.ts';
import { adviceOn } from '../renewal/renewal-info.ts';
import { isUrgent } from '../renewal/share-of-life.ts';
import type { IssuanceJob } from './issue-certificate.ts';

/**
 * MUST come right before each newOrder that the CA counts: what is counted and then not made is lost to others.
 *
 * @throws RenewerError `acme-rate-limited`, not before there is room.
 */
export async function countOrder(
  { definition, claim, deadline }: Pick<IssuanceJob, 'definition' | 'claim' | 'deadline'>,
  { orderQuota, clock }: { orderQuota: OrderQuota; clock: Pick<Clock, 'now'> },
): Promise<void> {
  const { certificateAuthority } = definition;
  const { certificate, renewalInfo } = claim.state;
  const replaceAt = certificate && adviceOn(certificate, renewalInfo)?.window.endsAt;
  const urgent = certificate !== undefined && isUrgent(certificate, replaceAt, clock.now());
  await orderQuota.take({ certificateAuthority, isUrgent: urgent }, deadline);
}
