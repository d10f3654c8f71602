/**
 * Says in one word how a certificate is, and whether somebody must act. Pure: the caller passes the time and what the tables hold.
 */
import type { KnownCertificate } from '../ports/renewers.ts';
import { revocationOfLive } from '../revocation/revocations.ts';
import { isUrgent } from './share-of-life.ts';

export type StatusWord =
  /** A record of it is damaged, or of a later release. */
  | 'unreadable'
  /** Nobody declares it any more. What was issued stays, and is not renewed. */
  | 'removed'
  | 'expired'
  /** What is live is revoked, and nothing has replaced it yet. */
  | 'revoked'
  /** The last run failed, and only a person can mend the cause. */
  | 'needs-you'
  /** Its check is overdue: the schedule does not run, or runs end before they begin. */
  | 'unchecked'
  /** The last run failed; the next one tries again by itself. */
  | 'failing'
  /** What is live is in order, and its next renewal would fail: readiness, proved daily, says why. */
  | 'at-risk'
  /** Its probes see another certificate than the live one, for longer than a server needs to reload. */
  | 'not-served'
  /** A run works on it now. */
  | 'renewing'
  /** Nothing is issued yet, and the first run is to come. */
  | 'waiting'
  | 'ok';

/** Far beyond what a full queue takes; the schedule ticks every ten minutes. */
const OVERDUE_MS = 3 * 60 * 60 * 1000;

type Sight = KnownCertificate & { now: Date; isRunning: boolean };
type Word = { word: StatusWord; needsYou: boolean; fits(sight: Sight): boolean };

/** The first that fits counts. */
const WORDS: readonly Word[] = [
  { word: 'unreadable', needsYou: true, fits: ({ unreadable }) => unreadable !== undefined },
  { word: 'removed', needsYou: false, fits: isRemoved },
  { word: 'expired', needsYou: true, fits: isExpired },
  { word: 'revoked', needsYou: true, fits: isRevoked },
  { word: 'needs-you', needsYou: true, fits: ({ state }) => state?.failure?.disposition === 'person' },
  { word: 'unchecked', needsYou: true, fits: isOverdue },
  {
    word: 'at-risk',
    needsYou: true,
    fits: ({ state }) => !state?.failure && state?.readiness?.failure?.disposition === 'person',
  },
  // By then, a renewal has failed for half of the time that it had.
  {
    word: 'failing',
    needsYou: true,
    fits: (sight) => sight.state?.failure !== undefined && isNearEnd(sight),
  },
  { word: 'not-served', needsYou: true, fits: isUnserved },
  { word: 'renewing', needsYou: false, fits: ({ isRunning }) => isRunning },
  { word: 'failing', needsYou: false, fits: ({ state }) => state?.failure !== undefined },
  { word: 'at-risk', needsYou: false, fits: ({ state }) => state?.readiness?.failure !== undefined },
  { word: 'waiting', needsYou: false, fits: ({ state }) => state?.certificate === undefined },
  { word: 'ok', needsYou: false, fits: () => true },
];

export function statusWord(known: KnownCertificate, now: Date): Pick<Word, 'word' | 'needsYou'> {
  const sight = { ...known, now, isRunning: isRunning(known, now) };
  const { word, needsYou } = WORDS.find(({ fits }) => fits(sight)) ?? { word: 'ok', needsYou: false };
  return { word, needsYou };
}

/** A run holds the claim. */
export function isRunning({ state }: Pick<KnownCertificate, 'state'>, now: Date): boolean {
  return state?.runUntil !== undefined && state.runUntil > now;
}

/** From when on its check is late. */
export function dueSince({ state, declaredAt }: KnownCertificate): Date | undefined {
  return state?.nextCheckAt ?? declaredAt;
}

/** What is to be revoked all the same is told. */
function isRemoved({ definition, state }: Sight): boolean {
  return definition === undefined && !state?.revocations?.length;
}

function isRevoked({ definition, state, isRunning: isWorkedOn }: Sight): boolean {
  return definition !== undefined && !isWorkedOn && Boolean(state && revocationOfLive(state)?.revokedAt);
}

function isExpired({ state, now }: Sight): boolean {
  return state?.certificate !== undefined && state.certificate.notAfter <= now;
}

function isOverdue(sight: Sight): boolean {
  const since = dueSince(sight);
  return !sight.isRunning && since !== undefined && sight.now.getTime() - since.getTime() > OVERDUE_MS;
}

function isUnserved({ definition, served, now }: Sight): boolean {
  return Boolean(definition?.probe && served?.attentionAt && served.attentionAt <= now);
}

function isNearEnd({ state, now }: Sight): boolean {
  return state?.certificate !== undefined && isUrgent(state.certificate, undefined, now);
}
