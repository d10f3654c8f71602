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
 * Of the others' places, for those that the renewals leave no room for: this part for those at or inside a window, and this part
 * for failures. No more: each of them may take longer than a question for advice.
 */
const SHARE_OF_OVERFLOW = 1 / 10;

export function shareOutChecks(
  due: readonly DueCertificate[],
  limits: Omit<TickLimits, 'pauseMs'>,
  now: Date,
): SharedOut {
  const { failedMs, tickMs } = limits;
  const mayRenew = due.filter((certificate) => mayBeRenewed(certificate, now));
  const renewals = rankByUrgency(mayRenew, { most: limits.renewals, failedMs, tickMs }, now);
  const known = new Set(mayRenew.map(nameOf));
  const quick = inTurn(due.filter(({ certificateName }) => !known.has(certificateName)));
  const taken = new Set(renewals);
  const overflow = (names: readonly string[]) =>
    names.filter((name) => !taken.has(name)).slice(0, Math.floor(limits.checks * SHARE_OF_OVERFLOW));
  const inWindow = overflow(inTurnAtWindow(mayRenew, now));
  const again = overflow(inTurnAfterFailure(mayRenew, { most: limits.checks, failedMs, tickMs }, now));
  const rest = limits.checks - inWindow.length - again.length;
  return { renewals, others: [...new Set([...quick.slice(0, rest), ...inWindow, ...again])] };
}

/**
 * Most of those around the CA's window only ask for its advice: their instant in it is still to come. Where a whole fleet asks within
 * the hour, as six hours after a standstill, they come by the hundred. Those that are urgent or were never issued are left out: each of
 * them is a renewal.
 */
function inTurnAtWindow(mayRenew: readonly DueCertificate[], now: Date): string[] {
  return inTurn(
    mayRenew.filter(
      ({ validity, replaceAt, failed }) => !failed && validity && !isUrgent(validity, replaceAt, now),
    ),
  );
}

/** The longest due first. The index may show one in two ways. */
function inTurn(due: readonly DueCertificate[]): string[] {
  const waiting = due.toSorted((a, b) => a.dueSince.getTime() - b.dueSince.getTime());
  return [...new Set(waiting.map(nameOf))];
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
