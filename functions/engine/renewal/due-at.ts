/**
 * When a certificate becomes due by its share of life: the rule that Let's Encrypt recommends where the CA gives no
 * advice (ARI, RFC 9773), and the floor below such advice, which may be late, wrong or not to be had. Pure.
 */

type Validity = { notBefore: Date; notAfter: Date };

const SHORT_LIFE_MS = 10 * 24 * 60 * 60 * 1000;

/** A third of life left; half for certificates that live under 10 days. */
export function dueAt(validity: Validity): Date {
  return instantLeaving(lifeMs(validity) < SHORT_LIFE_MS ? 1 / 2 : 1 / 3, validity);
}

/** A sixth of life left: then a certificate is renewed whatever the CA advises. */
export function floorAt(validity: Validity): Date {
  return instantLeaving(1 / 6, validity);
}

function instantLeaving(share: number, validity: Validity): Date {
  return new Date(validity.notAfter.getTime() - lifeMs(validity) * share);
}

function lifeMs({ notBefore, notAfter }: Validity): number {
  return notAfter.getTime() - notBefore.getTime();
}
