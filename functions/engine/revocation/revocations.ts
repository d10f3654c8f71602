/** What the list of revocations in a state means for the run: what is still to be done, and what has to be replaced. Pure. */
import type { CertificateState, Revocation } from '../renewal/state.ts';

/** The CA has done it, or time has, or it cannot be done. */
export function isOver({ revokedAt, givenUpAt, notAfter }: Revocation, now: Date): boolean {
  return revokedAt !== undefined || givenUpAt !== undefined || notAfter <= now;
}

/** What is still to be done. */
export function openRevocations(
  { revocations = [] }: { revocations?: readonly Revocation[] | undefined },
  now: Date,
): Revocation[] {
  return revocations.filter((one) => !isOver(one, now));
}

/** One that somebody waits for, whatever else a run fails at. */
export function openAtOnce(state: Pick<CertificateState, 'revocations'>, now: Date): Revocation | undefined {
  return openRevocations(state, now).find(({ isAtOnce }) => isAtOnce);
}

/** A CA that was told another reason does not block a key that has leaked: then it is told again. */
export function isDone(
  asked: Pick<Revocation, 'serial' | 'reason'>,
  done: readonly Pick<Revocation, 'serial' | 'reason'>[],
): boolean {
  const reasons = done.filter(({ serial }) => serial === asked.serial).map(({ reason }) => reason);
  return reasons.length > 0 && (asked.reason !== 'keyCompromise' || reasons.includes('keyCompromise'));
}

/** That of what is live. */
export function revocationOfLive({
  certificate,
  revocations = [],
}: Pick<CertificateState, 'certificate' | 'revocations'>): Revocation | undefined {
  return revocations.find(({ serial }) => serial === certificate?.serial);
}

/** One entry a certificate: of what was asked for twice, the last word counts, and what the CA has done stays as it was done. */
export function withRevocations(known: readonly Revocation[], asked: readonly Revocation[]): Revocation[] {
  const bySerial = new Map(known.map((one) => [one.serial, one]));
  for (const one of asked) {
    const before = bySerial.get(one.serial);
    const kept = before?.revokedAt && isDone(one, [before]) ? before : one;
    bySerial.set(one.serial, { ...kept, isAtOnce: one.isAtOnce || (before?.isAtOnce ?? false) });
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
