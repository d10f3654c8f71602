/**
 * Says how a certificate is, for the person who runs the renewer: in one word (status-word.ts), with what comes next. Pure:
 * the caller passes the time and what the tables hold.
 */
import type { KnownCertificate } from '../ports/renewers.ts';
import type { StoredCertificate } from '../ports/store.ts';
import { type ServedAt, servedAt } from '../probe/served-at.ts';
import { type PlannedRenewal, plannedRenewal } from './renewal-instant.ts';
import type { CertificateState, HistoryEntry, Readiness } from './state.ts';
import { errorOf, type StatusError } from './status-error.ts';
import { type StatusWord, statusWord } from './status-word.ts';
import { type Target, targetsOf } from './targets.ts';

export type CertificateStatus = {
  certificateName: string;
  word: StatusWord;
  /** Nothing mends it by itself, or not in time. */
  needsYou: boolean;
  certificate?: StoredCertificate | undefined;
  /** When it becomes due. @default - never, or as soon as it is checked */
  renewsAt?: Date | undefined;
  /** Why then. @default - it never does, or was never issued */
  renewsBecause?: PlannedRenewal['because'] | undefined;
  nextCheckAt?: Date | undefined;
  /** By region, in ACM. */
  certificateArns: Record<string, string>;
  /** Where it is to be installed, and what is left where it no longer is. */
  targets: Target[];
  /** In Secrets Manager. @default - it has no secret */
  secretArn?: string | undefined;
  error?: StatusError | undefined;
  /** What the proof of its next renewal found. @default - none was tried */
  readiness?: Readiness | undefined;
  /** At how many of its places the probes see the live one. @default - nothing was probed */
  served?: ServedAt | undefined;
  /** ARNs of what uses it in AWS. @default - nobody has asked yet */
  usedBy?: string[] | undefined;
  /** The last run, which may stand for several that ended alike. @default - there was none, or an earlier release wrote none */
  lastRun?: HistoryEntry | undefined;
  /** What all of this is made of. */
  known: KnownCertificate;
};

export function certificateStatus(known: KnownCertificate, now: Date): CertificateStatus {
  const { certificateName, state } = known;
  const { word, needsYou } = statusWord(known, now);
  const planned = word === 'removed' ? undefined : plannedOf(known);
  return {
    certificateName,
    word,
    needsYou,
    certificate: state?.certificate,
    renewsAt: planned?.at,
    renewsBecause: planned?.because,
    nextCheckAt: word === 'removed' ? undefined : state?.nextCheckAt,
    certificateArns: certificateArns(state),
    targets: targetsOf(known.definition, state),
    secretArn: state?.secret?.secretArn,
    error: errorOf(word, known),
    readiness: word === 'removed' ? undefined : state?.readiness,
    served: servedOf(known),
    usedBy: known.usedBy,
    lastRun: state?.history?.at(-1),
    known,
  };
}

/** Nobody renews it, and something used it when that was read last. */
export function isLeftInUse({ word, targets, usedBy = [] }: CertificateStatus): boolean {
  return word === 'removed' && usedBy.length > 0 && targets.some(({ kind }) => kind === 'acm');
}

/** Those that need somebody first, and of each kind those that end first. */
export function byUrgency(a: CertificateStatus, b: CertificateStatus): number {
  return rankOf(a) - rankOf(b) || endOf(a) - endOf(b) || (a.certificateName < b.certificateName ? -1 : 1);
}

const RANKS = ['failing', 'at-risk', 'left-in-use', 'renewing', 'waiting', 'ok', 'removed'];

function rankOf(status: CertificateStatus): number {
  if (status.needsYou) return -1;
  return RANKS.indexOf(isLeftInUse(status) ? 'left-in-use' : status.word);
}

/** Of what cannot be read nobody knows when it ends. What was never issued cannot end. */
function endOf({ word, certificate }: CertificateStatus): number {
  return word === 'unreadable' ? 0 : (certificate?.notAfter.getTime() ?? Number.MAX_SAFE_INTEGER);
}

/** An observation outlives the wish for it by a tick. */
function servedOf({ definition, served }: KnownCertificate): ServedAt | undefined {
  return definition?.probe && served ? servedAt(served) : undefined;
}

function plannedOf({ state }: KnownCertificate): PlannedRenewal | undefined {
  return state?.certificate && plannedRenewal(state.certificate, state.renewalInfo);
}

function certificateArns(state: CertificateState | undefined): Record<string, string> {
  const installations = Object.entries(state?.installations ?? {});
  return Object.fromEntries(installations.map(([region, { certificateArn }]) => [region, certificateArn]));
}
