/**
 * Says who goes first when more certificates are due than one tick takes; after an outage that may be the whole fleet.
 * Pure. It ranks and cuts; each certificate's own run decides whether to renew it (decide-renewal.ts).
 */
import type { DueCertificate } from '../ports/records.ts';
import { isWantedEarly, shareOfLifeLeft, type Validity } from './share-of-life.ts';

/** A deployment may bring many of them at once, and none is in use yet: they get at most half of a full tick. */
const SHARE_OF_NEVER_ISSUED = 1 / 2;

/**
 * The names of at most `limit` certificates: those that the CA wants replaced early, then never issued ones (half of
 * `limit`, more only where the others leave room), then the others, least share of life left first.
 */
export function rankByUrgency(due: readonly DueCertificate[], limit: number, now: Date): string[] {
  const waiting = due.toSorted((a, b) => a.dueSince.getTime() - b.dueSince.getTime());
  const neverIssued = waiting.filter(({ validity }) => validity === undefined);
  const issued = waiting
    .flatMap((certificate) => (certificate.validity ? [rankOf(certificate, certificate.validity, now)] : []))
    .toSorted((a, b) => a.lifeLeft - b.lifeLeft);
  const early = issued.filter(({ isWantedEarly }) => isWantedEarly);
  const aged = issued.filter(({ isWantedEarly }) => !isWantedEarly);
  const half = Math.ceil(limit * SHARE_OF_NEVER_ISSUED);
  const ranked = [...early, ...neverIssued.slice(0, half), ...aged, ...neverIssued.slice(half)];
  const names = new Set(ranked.map(({ certificateName }) => certificateName));
  return [...names].slice(0, limit);
}

function rankOf({ certificateName, replaceAt }: DueCertificate, validity: Validity, now: Date) {
  return {
    certificateName,
    lifeLeft: shareOfLifeLeft(validity, now),
    isWantedEarly: replaceAt !== undefined && isWantedEarly(validity, replaceAt, now),
  };
}
