/**
 * Judges each renewal by the CA's ledger: which certificate it replaced, whether it came inside the window, and whether a
 * party was in trouble then. The windows are the CA's own; nothing here asks the engine.
 */
import { type IssuedCertificate, renewalWindow } from '../../../test/support/world/models/ca-certificates.ts';
import type { Party } from '../../../test/support/world/models/troubles.ts';
import type { Story } from './story.ts';

export type Renewals = {
  /** Renewals whose window no trouble touched; `inWindow`: whether the order was made inside it. */
  healthy: { predecessor: IssuedCertificate; inWindow: boolean; orderedAt: Date | undefined }[];
  /** How many had a window that a trouble touched. */
  troubled: number;
  /** How many replaced a revoked certificate. */
  replacements: number;
  /** Made without a cause: the predecessor was valid, and its window had not begun. */
  duplicates: IssuedCertificate[];
};

const STOPPING: readonly Party[] = ['ca', 'ari', 'dnscale', 'token', 'withdrawn', 'caa', 'schedule'];

type Told = Pick<Story, 'troubles' | 'endsAt'>;

export function judgeRenewals(issued: readonly IssuedCertificate[], story: Told): Renewals {
  const renewals: Renewals = { healthy: [], troubled: 0, replacements: 0, duplicates: [] };
  for (const line of bySubject(issued)) {
    for (const [index, certificate] of line.entries()) judge(certificate, line[index + 1], story, renewals);
  }
  return renewals;
}

function judge(
  certificate: IssuedCertificate,
  successor: IssuedCertificate | undefined,
  { troubles, endsAt }: Told,
  renewals: Renewals,
): void {
  const { revokedAt, ...asIssued } = certificate;
  if (revokedAt && (!successor || revokedAt <= successor.orderedAt)) {
    renewals.replacements += successor ? 1 : 0;
    return;
  }
  const window = renewalWindow(asIssued);
  if (!successor && endsAt < window.endsAt) return;
  if (successor && successor.orderedAt < window.startsAt) renewals.duplicates.push(successor);
  if (troubles.overlap(STOPPING, window.startsAt, window.endsAt)) {
    renewals.troubled += 1;
    return;
  }
  const inWindow =
    successor !== undefined && window.startsAt <= successor.orderedAt && successor.orderedAt < window.endsAt;
  renewals.healthy.push({ predecessor: certificate, inWindow, orderedAt: successor?.orderedAt });
}

/** The certificates of each name, in the order of their issuance. */
function bySubject(issued: readonly IssuedCertificate[]): IssuedCertificate[][] {
  return [...Map.groupBy(issued, ({ domainNames: [name] }) => name).values()];
}
