/**
 * When a certificate becomes due by its share of life, the rule that Let's Encrypt recommends where the CA
 * gives no renewal information (ARI, RFC 9773).
 */

const SHORT_LIFE_MS = 10 * 24 * 60 * 60 * 1000;

/** A third of life left; half for certificates that live under 10 days. */
export function dueAt({ notBefore, notAfter }: { notBefore: Date; notAfter: Date }): Date {
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  const shareLeft = lifeMs < SHORT_LIFE_MS ? 1 / 2 : 1 / 3;
  return new Date(notAfter.getTime() - lifeMs * shareLeft);
}
