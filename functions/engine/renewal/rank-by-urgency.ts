/**
 * Says who goes first when more certificates are due than one tick takes; after an outage that may be the whole fleet.
 * Pure. It ranks and cuts; each certificate's own run decides whether to renew it (decide-renewal.ts). Those whose last run
 * failed go behind all others, and get a part of the runs' time only: they would fill it again and again.
 */
import type { DueCertificate } from '../ports/records.ts';
import { isWantedEarly, shareOfLifeLeft, type Validity } from './share-of-life.ts';

/** A deployment may bring many of them at once, and none is in use yet: they get at most half of a full tick. */
const SHARE_OF_NEVER_ISSUED = 1 / 2;

/** Kept for those that failed while others fill the tick: what failed once may be the most urgent one. */
const SHARE_OF_FAILED = 1 / 5;

/** Failures within an hour are equals, of which the least life goes first: what costs nothing is tried every hour. */
const ROUND_MS = 60 * 60 * 1000;

export type RankLimits = {
  /** Certificates. */
  most: number;
  /** What all that failed may take of the runs' time, if they take as long as the last time. */
  failedMs: number;
  /** From one tick to the next. */
  tickMs: number;
};

/**
 * The names of at most `most` certificates: those whose last run did not fail, in the order of `ranked`, then those whose
 * last run failed, the one that has waited longest since then first.
 */
export function rankByUrgency(due: readonly DueCertificate[], limits: RankLimits, now: Date): string[] {
  const { most } = limits;
  const again = inTurnAfterFailure(due, limits, now);
  const kept = Math.min(again.length, Math.floor(most * SHARE_OF_FAILED));
  const first = ranked(
    due.filter(({ failed }) => failed === undefined),
    most - kept,
    now,
  );
  return [...new Set([...first, ...again])].slice(0, most);
}

/** Those whose last run failed, the one that has waited longest since then first: as many as `failedMs` allows. */
export function inTurnAfterFailure(due: readonly DueCertificate[], limits: RankLimits, now: Date): string[] {
  return withinTime(inRounds(due, limits.most, now), limits, now);
}

/** Those that failed, by the hour in which they did. */
function inRounds(due: readonly DueCertificate[], limit: number, now: Date): DueCertificate[] {
  const rounds = Map.groupBy(due, ({ failed }) => failed && Math.floor(failed.at.getTime() / ROUND_MS));
  rounds.delete(undefined);
  return [...rounds]
    .toSorted(([a = 0], [b = 0]) => a - b)
    .flatMap(([, round]) => {
      const byName = new Map(round.map((certificate) => [certificate.certificateName, certificate]));
      return ranked(round, limit, now).flatMap((name) => byName.get(name) ?? []);
    });
}

function withinTime(failed: readonly DueCertificate[], limits: RankLimits, now: Date): string[] {
  const { most, failedMs } = limits;
  const names: string[] = [];
  let takesMs = 0;
  for (const { certificateName, failed: last } of failed) {
    const tookMs = last?.tookMs ?? 0;
    if (!isItsTick(tookMs, limits, now)) continue;
    takesMs += tookMs;
    if (names.length === most || (names.length > 0 && takesMs > failedMs)) break;
    names.push(certificateName);
  }
  return names;
}

/**
 * A run that hangs lasts up to five minutes. That is longer than a short schedule gives all that failed, and one in each tick would fill
 * almost all runs: so it gets every other tick. Plan remembers nothing, so the time says which.
 */
function isItsTick(tookMs: number, { failedMs, tickMs }: RankLimits, now: Date): boolean {
  return tookMs <= failedMs || Math.floor(now.getTime() / tickMs) % 2 === 0;
}

/**
 * Those that the CA wants replaced early, then never issued ones (half of `limit`, more only where the others leave room),
 * then the others, least share of life left first.
 */
function ranked(due: readonly DueCertificate[], limit: number, now: Date): string[] {
  const waiting = due.toSorted((a, b) => a.dueSince.getTime() - b.dueSince.getTime());
  const neverIssued = waiting.filter(({ validity }) => validity === undefined);
  const issued = waiting
    .flatMap((certificate) => (certificate.validity ? [rankOf(certificate, certificate.validity, now)] : []))
    .toSorted((a, b) => a.lifeLeft - b.lifeLeft);
  const early = issued.filter(({ isWantedEarly }) => isWantedEarly);
  const aged = issued.filter(({ isWantedEarly }) => !isWantedEarly);
  const half = Math.ceil(limit * SHARE_OF_NEVER_ISSUED);
  const all = [...early, ...neverIssued.slice(0, half), ...aged, ...neverIssued.slice(half)];
  const names = new Set(all.map(({ certificateName }) => certificateName));
  return [...names].slice(0, limit);
}

function rankOf({ certificateName, replaceAt }: DueCertificate, validity: Validity, now: Date) {
  return {
    certificateName,
    lifeLeft: shareOfLifeLeft(validity, now),
    isWantedEarly: replaceAt !== undefined && isWantedEarly(validity, replaceAt, now),
  };
}
