/**
 * Says how a certificate is, for the person who runs the renewer: in one word, with what comes next, and whether somebody must
 * act. Pure: the caller passes the time and what the tables hold.
 */
import { listed } from '../errors.ts';
import type { KnownCertificate } from '../ports/renewers.ts';
import type { StoredCertificate } from '../ports/store.ts';
import { type ServedAt, servedAt, servedAtText } from '../probe/served-at.ts';
import { adviceOn } from './renewal-info.ts';
import { dueAt, floorAt, isUrgent } from './share-of-life.ts';
import type { CertificateState, Readiness } from './state.ts';

export type StatusWord =
  /** A record of it is damaged, or of a later release. */
  | 'unreadable'
  /** Nobody declares it any more. What was issued stays, and is not renewed. */
  | 'removed'
  | 'expired'
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

export type CertificateStatus = {
  certificateName: string;
  word: StatusWord;
  /** Nothing mends it by itself, or not in time. */
  needsYou: boolean;
  certificate?: StoredCertificate | undefined;
  /** When it becomes due. @default - never, or as soon as it is checked */
  renewsAt?: Date | undefined;
  nextCheckAt?: Date | undefined;
  /** By region, in ACM. */
  certificateArns: Record<string, string>;
  /** In Secrets Manager. @default - it has no secret */
  secretArn?: string | undefined;
  error?: StatusError | undefined;
  /** What the proof of its next renewal found. @default - none was tried */
  readiness?: Readiness | undefined;
  /** At how many of its places the probes see the live one. @default - nothing was probed */
  served?: ServedAt | undefined;
  /** ARNs of what uses it in AWS. @default - nobody has asked yet */
  usedBy?: string[] | undefined;
};

/** `at`: when it was seen, `count`: in how many runs in a row. @default - now, and a readiness counts no runs */
export type StatusError = {
  code: string;
  message: string;
  at?: Date | undefined;
  count?: number | undefined;
};

/** Far beyond what a full queue takes; the schedule ticks every ten minutes. */
const OVERDUE_MS = 3 * 60 * 60 * 1000;

type Sight = KnownCertificate & { now: Date; isRunning: boolean };
type Word = { word: StatusWord; needsYou: boolean; fits(sight: Sight): boolean };

/** The first that fits counts. */
const WORDS: readonly Word[] = [
  { word: 'unreadable', needsYou: true, fits: ({ unreadable }) => unreadable !== undefined },
  { word: 'removed', needsYou: false, fits: ({ definition }) => definition === undefined },
  { word: 'expired', needsYou: true, fits: isExpired },
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

export function certificateStatus(known: KnownCertificate, now: Date): CertificateStatus {
  const { certificateName, state } = known;
  const isRunning = state?.runUntil !== undefined && state.runUntil > now;
  const sight = { ...known, now, isRunning };
  const { word, needsYou } = WORDS.find(({ fits }) => fits(sight)) ?? { word: 'ok', needsYou: false };
  return {
    certificateName,
    word,
    needsYou,
    certificate: state?.certificate,
    renewsAt: word === 'removed' ? undefined : renewsAt(known),
    nextCheckAt: word === 'removed' ? undefined : state?.nextCheckAt,
    certificateArns: certificateArns(state),
    secretArn: state?.secret?.secretArn,
    error: errorOf(word, sight),
    readiness: word === 'removed' ? undefined : state?.readiness,
    served: servedOf(known),
    usedBy: known.usedBy,
  };
}

/** Those that need somebody first, and of each kind those that end first. */
export function byUrgency(a: CertificateStatus, b: CertificateStatus): number {
  return rankOf(a) - rankOf(b) || endOf(a) - endOf(b) || (a.certificateName < b.certificateName ? -1 : 1);
}

const RANKS: readonly StatusWord[] = ['failing', 'at-risk', 'renewing', 'waiting', 'ok', 'removed'];

function rankOf({ needsYou, word }: CertificateStatus): number {
  return needsYou ? -1 : RANKS.indexOf(word);
}

/** Of what cannot be read nobody knows when it ends. What was never issued cannot end. */
function endOf({ word, certificate }: CertificateStatus): number {
  return word === 'unreadable' ? 0 : (certificate?.notAfter.getTime() ?? Number.MAX_SAFE_INTEGER);
}

function isExpired({ state, now }: Sight): boolean {
  return state?.certificate !== undefined && state.certificate.notAfter <= now;
}

function isOverdue(sight: Sight): boolean {
  const since = dueSince(sight);
  return !sight.isRunning && since !== undefined && sight.now.getTime() - since.getTime() > OVERDUE_MS;
}

function dueSince({ state, declaredAt }: Sight): Date | undefined {
  return state?.nextCheckAt ?? declaredAt;
}

/** An observation outlives the wish for it by a tick. */
function servedOf({ definition, served }: KnownCertificate): ServedAt | undefined {
  return definition?.probe && served ? servedAt(served) : undefined;
}

function isUnserved({ definition, served, now }: Sight): boolean {
  return Boolean(definition?.probe && served?.attentionAt && served.attentionAt <= now);
}

function isNearEnd({ state, now }: Sight): boolean {
  return state?.certificate !== undefined && isUrgent(state.certificate, undefined, now);
}

function renewsAt({ state }: KnownCertificate): Date | undefined {
  const { certificate, renewalInfo } = state ?? {};
  if (!certificate) return undefined;
  const advised = adviceOn(certificate, renewalInfo)?.renewAt ?? dueAt(certificate);
  return new Date(Math.min(advised.getTime(), floorAt(certificate).getTime()));
}

function certificateArns(state: CertificateState | undefined): Record<string, string> {
  const installations = Object.entries(state?.installations ?? {});
  return Object.fromEntries(installations.map(([region, { certificateArn }]) => [region, certificateArn]));
}

function errorOf(word: StatusWord, sight: Sight): StatusError | undefined {
  const { unreadable, state } = sight;
  if (unreadable) return { code: unreadable.code, message: unreadable.message };
  if (word === 'removed') return undefined;
  if (word === 'unchecked') return { code: 'unchecked', message: overdueText(sight), at: dueSince(sight) };
  if (word === 'not-served') return unservedError(sight);
  const { failure, readiness } = state ?? {};
  if (failure) {
    const { code, message, at, count } = failure;
    return { code, message, at, count };
  }
  if (!readiness?.failure) return undefined;
  const { code, message } = readiness.failure;
  return { code, message, at: readiness.at };
}

function unservedError({ served }: Sight): StatusError | undefined {
  if (!served) return undefined;
  const wrong = served.places.filter(({ standing }) => standing !== 'served').map(({ place }) => place);
  const message =
    `It is ${servedAtText(servedAt(served))}: not at ${listed(wrong, 5)}. Install the live certificate there and reload the ` +
    'server: see the heading "Not served" of docs/operator-runbook.md.';
  return { code: 'not-served', message, at: served.at };
}

function overdueText(sight: Sight): string {
  return (
    `A check of ${sight.certificateName} was due at ${dueSince(sight)?.toISOString()}, and no run has reported since. ` +
    'The schedule or the functions of the renewer do not work: see the headings "Checks stopped", "Messages stuck" and "Crashes" of docs/operator-runbook.md.'
  );
}
