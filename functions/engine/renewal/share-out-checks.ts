/**
 * Shares out a tick among the certificates that are due for a check. Those whose renewal may be due go first, by urgency; a
 * renewal takes long, so a tick takes few of them. All others only ask the CA for its advice or prove readiness, which is
 * quick: they take their turn, the longest due first, so that none waits for ever in a large fleet. Pure.
 */
import type { TickLimits } from '../config/limits.ts';
import type { DueCertificate } from '../ports/records.ts';
import { inTurnAfterFailure, rankByUrgency } from './rank-by-urgency.ts';
import { dueAt, isUrgent, lifeMs, type Validity } from './share-of-life.ts';

export type SharedOut = {
  /** The most urgent first. */
  renewals: string[];
  /** In their turn. */
  others: string[];
};

/** Let's Encrypt's window is 2 % of a life. In a wider one, a renewal takes its turn among the others until here. */
const WINDOW_SHARE_OF_LIFE = 0.03;

/**
 * Of the others' places, for failures that the renewals leave no room for. No more: each of them takes longer than a question for
 * advice.
 */
const SHARE_OF_FAILED = 1 / 10;

export function shareOutChecks(
  due: readonly DueCertificate[],
  limits: Omit<TickLimits, 'pauseMs'>,
  now: Date,
): SharedOut {
  const { failedMs } = limits;
  const mayRenew = due.filter((certificate) => mayBeRenewed(certificate, now));
  const renewals = rankByUrgency(mayRenew, { most: limits.renewals, failedMs }, now);
  const known = new Set(mayRenew.map(nameOf));
  const waiting = due
    .filter(({ certificateName }) => !known.has(certificateName))
    .toSorted((a, b) => a.dueSince.getTime() - b.dueSince.getTime());
  const quick = [...new Set(waiting.map(nameOf))];
  const taken = new Set(renewals);
  const again = inTurnAfterFailure(mayRenew, { most: limits.checks, failedMs }, now)
    .filter((name) => !taken.has(name))
    .slice(0, Math.floor(limits.checks * SHARE_OF_FAILED));
  return { renewals, others: [...quick.slice(0, limits.checks - again.length), ...again] };
}

/** By what the index tells: the instant in the CA's window is in the state alone. */
function mayBeRenewed({ validity, replaceAt, failed }: DueCertificate, now: Date): boolean {
  if (failed || !validity || isUrgent(validity, replaceAt, now)) return true;
  return now >= (isAdvised(validity, replaceAt) ? windowStart(validity, replaceAt) : dueAt(validity));
}

/** A window from before its life is not about this certificate. */
function isAdvised({ notBefore }: Validity, replaceAt: Date | undefined): replaceAt is Date {
  return replaceAt !== undefined && replaceAt > notBefore;
}

function windowStart(validity: Validity, replaceAt: Date): Date {
  return new Date(replaceAt.getTime() - lifeMs(validity) * WINDOW_SHARE_OF_LIFE);
}

function nameOf({ certificateName }: DueCertificate): string {
  return certificateName;
}
