/** What makes a certificate more urgent than its turn: it was revoked, or its life is nearly over. Pure. */
import { dueAt, floorAt } from './due-at.ts';
import type { Validity } from './share-of-life.ts';

/**
 * Whether the CA wants it replaced before its age would make it due: it was revoked, or is about to be. A window that
 * ended later is one that an outage has missed, as it may have missed all others: those go by life left.
 */
export function isWantedEarly(validity: Validity, replaceAt: Date, now: Date): boolean {
  // As adviceOn() has it: a window from before its life is not about this certificate.
  return replaceAt <= now && replaceAt < dueAt(validity) && replaceAt > validity.notBefore;
}

/** Whether it cannot wait for others: it has a sixth of its life left at most, or the CA wants it replaced early. */
export function isUrgent(validity: Validity, replaceAt: Date | undefined, now: Date): boolean {
  return now >= floorAt(validity) || (replaceAt !== undefined && isWantedEarly(validity, replaceAt, now));
}
