/** Certificates as they stand at one time, for tests of what is told by mail: each 90 days long, with so many left. */
import type { CertificateStanding } from '../../../../functions/engine/notify/standing-of.ts';
import { standingOf } from '../../../../functions/engine/notify/standing-of.ts';
import type { TriedToken } from '../../../../functions/engine/ports/token-trials.ts';
import type { CertificateState, Failure } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aRenewerPlace, aStoredCertificate, NOW } from '../../../support/builders.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;
export const PLACE = aRenewerPlace();

export function daysLater(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

/** A person must mend it. */
export function aFailure(changes: Partial<Failure> = {}): Failure {
  return {
    count: 1,
    code: 'caa-forbids',
    disposition: 'person',
    message: 'The CA must not issue for example.com. Add a record.',
    advice: 'Add a record.',
    step: 'preflight',
    at: NOW,
    since: NOW,
    subject: 'example.com',
    ...changes,
  };
}

export function aState(
  certificateName: string,
  daysLeft: number,
  changes: Partial<CertificateState> = {},
): CertificateState {
  const notAfter = daysLater(daysLeft);
  const notBefore = new Date(notAfter.getTime() - 90 * DAY_MS);
  return aCertificateState({
    certificateName,
    certificate: aStoredCertificate({ notBefore, notAfter }),
    nextCheckAt: daysLater(0.01),
    ...changes,
  });
}

/** @param states undefined for one that the tables no longer have. */
export function standingsOf(
  states: Record<string, CertificateState | undefined>,
  now: Date,
  token?: TriedToken,
): Map<string, CertificateStanding> {
  return new Map(
    Object.entries(states).map(([name, state]) => [
      name,
      standingOf(name, { state }, token, { now, place: PLACE }),
    ]),
  );
}
