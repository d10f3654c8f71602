/**
 * A certificate's age as the share of its life that is left: the one measure by which lives of 6 and of 90 days compare.
 * It says when age alone makes a certificate due, and when one is too urgent to wait its turn. Pure.
 */

/** When a certificate begins and ends to be valid. */
export type Validity = { notBefore: Date; notAfter: Date };

const SHORT_LIFE_MS = 10 * 24 * 60 * 60 * 1000;

/** 1 when it becomes valid, 0 when it ends, below 0 once it has expired. */
export function shareOfLifeLeft(validity: Validity, now: Date): number {
  const life = lifeMs(validity);
  // A life without length is over: it must not come out as NaN, which sorts nowhere.
  if (life <= 0) return Number.NEGATIVE_INFINITY;
  return (validity.notAfter.getTime() - now.getTime()) / life;
}

/**
 * When a third of its life is left, or half of one shorter than 10 days: what Let's Encrypt recommends where the CA gives
 * no advice (ARI, RFC 9773).
 */
export function dueAt(validity: Validity): Date {
  return instantLeaving(lifeMs(validity) < SHORT_LIFE_MS ? 1 / 2 : 1 / 3, validity);
}

/** When a sixth of its life is left. From then on it is renewed whatever the CA advises: advice can be late, wrong or missing. */
export function floorAt(validity: Validity): Date {
  return instantLeaving(1 / 6, validity);
}

/**
 * Whether the CA wants it replaced before its age would make it due: it was revoked, or is about to be. If the window
 * ended after that, an outage made us miss it, perhaps for the whole fleet. Such certificates rank by life left.
 *
 * @param replaceAt The end of the window in which the CA suggests renewal.
 */
export function isWantedEarly(validity: Validity, replaceAt: Date, now: Date): boolean {
  // As adviceOn() has it: a window from before its life is not about this certificate.
  return replaceAt <= now && replaceAt < dueAt(validity) && replaceAt > validity.notBefore;
}

/** Whether it cannot wait for others: at most a sixth of its life is left, or the CA wants it replaced early. */
export function isUrgent(validity: Validity, replaceAt: Date | undefined, now: Date): boolean {
  return now >= floorAt(validity) || (replaceAt !== undefined && isWantedEarly(validity, replaceAt, now));
}

function instantLeaving(share: number, validity: Validity): Date {
  return new Date(validity.notAfter.getTime() - lifeMs(validity) * share);
}

export function lifeMs({ notBefore, notAfter }: Validity): number {
  return notAfter.getTime() - notBefore.getTime();
}
