/** When the live certificate is renewed, and why then: the same instants as decide-renewal.ts, for whoever shows them. Pure. */
import type { StoredCertificate } from '../ports/store.ts';
import type { DueReason } from './decide-renewal.ts';
import { adviceOn } from './renewal-info.ts';
import { dueAt, floorAt } from './share-of-life.ts';
import type { KnownRenewalInfo } from './state.ts';

export type PlannedRenewal = {
  at: Date;
  /** The CA's advice, its age without advice, or the floor below both. */
  because: Extract<DueReason, 'renewal-info' | 'share-of-life' | 'life-floor'>;
};

export function plannedRenewal(
  certificate: StoredCertificate,
  renewalInfo: KnownRenewalInfo | undefined,
): PlannedRenewal {
  const advised = adviceOn(certificate, renewalInfo);
  const planned: PlannedRenewal = advised
    ? { at: advised.renewAt, because: 'renewal-info' }
    : { at: dueAt(certificate), because: 'share-of-life' };
  const floor = floorAt(certificate);
  return floor < planned.at ? { at: floor, because: 'life-floor' } : planned;
}
