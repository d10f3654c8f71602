/**
 * From when on somebody may have to know of a certificate: it is in the sparse index of those that the notify function reads. An
 * instant and not a flag, so that a certificate which no run visits any more is found all the same. Pure.
 */
import { floorAt, type Validity } from './share-of-life.ts';
import type { CertificateState } from './state.ts';

type Listed = { attentionAt?: Date | undefined; hasFailed: boolean; validity?: Validity | undefined };

type Known = Pick<CertificateState, 'failure' | 'readiness'> & { certificate?: Validity | undefined };

/** At once for a failure or a failed readiness; else when a sixth of the live certificate's life is left. */
export function attentionAt({ failure, readiness, certificate }: Known, now: Date): Date | undefined {
  if (failure || readiness?.failure) return now;
  return certificate && floorAt(certificate);
}

/** The inverse: whether a failed readiness alone is why it is listed. The index of attention has no more than this time. */
export function isAtRisk({ attentionAt: at, hasFailed, validity }: Listed): boolean {
  if (hasFailed || at === undefined) return false;
  return validity === undefined || at.getTime() !== floorAt(validity).getTime();
}
