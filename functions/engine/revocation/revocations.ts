/** What the list of revocations in a state means for the run: what is still to be done, and what has to be replaced. Pure. */
import type { CertificateState, Revocation } from '../renewal/state.ts';

/** The CA has done it, or time has. */
export function isOver({ revokedAt, notAfter }: Revocation, now: Date): boolean {
  return revokedAt !== undefined || notAfter <= now;
}

/** That of what is live. */
export function revocationOfLive({
  certificate,
  revocations = [],
}: Pick<CertificateState, 'certificate' | 'revocations'>): Revocation | undefined {
  return revocations.find(({ serial }) => serial === certificate?.serial);
}

/** One entry a certificate: of what was asked for twice, the last word counts, and what the CA has done stays done. */
export function withRevocations(known: readonly Revocation[], asked: readonly Revocation[]): Revocation[] {
  const bySerial = new Map(known.map((one) => [one.serial, one]));
  for (const one of asked) {
    const before = bySerial.get(one.serial);
    bySerial.set(one.serial, {
      ...one,
      isAtOnce: one.isAtOnce || (before?.isAtOnce ?? false),
      ...(before?.revokedAt && { revokedAt: before.revokedAt }),
    });
  }
  return [...bySerial.values()];
}

/** What a run that ends well has ended of them, for its history, and what is left. */
export function revocationsAt({ revocations = [] }: CertificateState, at: Date) {
  const left = revocations.filter((one) => !isOver(one, at));
  const revoked = revocations.flatMap(({ serial, reason, revokedAt }) =>
    revokedAt ? [{ serial, reason }] : [],
  );
  const ended = revoked.length === 0 ? {} : { outcome: 'revoked' as const, revoked };
  return { ended, revocations: left.length === 0 ? undefined : left };
}
