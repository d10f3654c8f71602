/**
 * What a run changed that somebody may want to know: the state before it and after it, compared. What stays as it was is told
 * once only, so a failure that comes again is silent. Pure.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import type { CertificateState, ReadinessFailure } from '../renewal/state.ts';
import type { Notice } from './notice.ts';
import {
  failureNotice,
  type Happening,
  knownOf,
  type NoticeContext,
  noticeOf,
  readinessNotice,
  type ToldCertificate,
} from './notice-of.ts';
import { revocationEnd } from './revocation-end.ts';
import { shortTime } from './time-words.ts';

export type Change = {
  before: CertificateState;
  after: CertificateState;
  /** @default - nobody declares it any more */
  definition?: Pick<CertificateDefinition, 'domainNames'> | undefined;
  /** The run ended with nothing left to renew. */
  isRetired: boolean;
};

export function changesToTell(change: Change, context: NoticeContext): Notice[] {
  const known = knownOf(change.after, change.definition ?? change.before.certificate);
  if (change.isRetired) {
    // A run for a certificate that was retired before finds no next check.
    if (change.before.nextCheckAt === undefined) return [];
    const { failure } = change.before;
    const ended = failure?.step === 'revoke' ? whatEnded(change.before, undefined, known, context) : [];
    return [...ended, noticeOf(known, NO_LONGER_MANAGED, context)];
  }
  return [...madeLive(change, known, context), ...troubles(change, known, context)];
}

const NO_LONGER_MANAGED: Happening = {
  kind: 'no-longer-managed',
  cause:
    'What was issued stays where it is until it expires, unless removalPolicy said that ACM’s copies go.',
  advice: 'If something still uses it, declare it again before it expires.',
  next: 'Nothing more is told about it.',
};

/** One of the archive that became live again is told too, unless it is older than what was live. */
function madeLive({ before, after }: Change, known: ToldCertificate, context: NoticeContext): Notice[] {
  const { certificate } = after;
  if (!certificate || certificate.serial === before.certificate?.serial) return [];
  if (before.certificate && certificate.notBefore < before.certificate.notBefore) return [];
  const cause = `The certificate with the serial number ${certificate.serial} is stored.`;
  return [noticeOf(known, { kind: before.certificate ? 'renewed' : 'issued', cause }, context)];
}

/** By what a reader has to do next: the same code about the same thing is the same trouble. */
function troubles({ before, after }: Change, known: ToldCertificate, context: NoticeContext): Notice[] {
  const { failure } = after;
  const atRisk = after.readiness?.failure;
  if (failure) {
    const isOfRenewal = failure.step !== 'revoke';
    return [
      ...(isSame(failure, before.failure) ? [] : [failureNotice(known, failure, context)]),
      ...(isOfRenewal ? [] : newRisk(before, atRisk, known, context)),
    ];
  }
  return [...whatEnded(before, atRisk, known, context), ...newRisk(before, atRisk, known, context)];
}

/** A failure that ended may leave a risk behind, or uncover one: that is another trouble, unless it has the same cause. */
function whatEnded(
  { failure, readiness }: CertificateState,
  atRisk: ReadinessFailure | undefined,
  known: ToldCertificate,
  context: NoticeContext,
): Notice[] {
  const over = failure ?? (atRisk ? undefined : readiness?.failure);
  if (!over || (atRisk && isSame(atRisk, over))) return [];
  const { since = 'at' in over ? over.at : context.now, causeSince = since } = over;
  const lasted = shortTime(context.now.getTime() - causeSince.getTime());
  if (failure?.step === 'revoke') {
    return [noticeOf(known, revocationEnd(failure, known, lasted), context)];
  }
  const left = atRisk ? ` The next renewal would still fail: ${atRisk.code}.` : '';
  const cause = `What stopped it was ${over.code}, for ${lasted}.${left}`;
  return [noticeOf(known, { kind: 'renewal-recovered', cause }, context)];
}

function newRisk(
  { failure, readiness }: CertificateState,
  atRisk: ReadinessFailure | undefined,
  known: ToldCertificate,
  context: NoticeContext,
): Notice[] {
  const isTold = !atRisk || isSame(atRisk, failure) || isSame(atRisk, readiness?.failure);
  return isTold ? [] : [readinessNotice(known, atRisk, context)];
}

type Seen = Pick<NonNullable<CertificateState['failure']>, 'code' | 'disposition' | 'subject'>;

function isSame(a: Seen, b: Seen | undefined): boolean {
  return a.code === b?.code && a.subject === b.subject && a.disposition === b.disposition;
}
