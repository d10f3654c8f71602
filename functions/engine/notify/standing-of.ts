/**
 * How one certificate stands, for the mails: well, in trouble, or no longer ours. What is in trouble is so by its last run, by its
 * readiness, by time alone (nothing has renewed it), or by the token that all of them need. Pure.
 */
import { type ErrorCode, factsOf, type RenewerError } from '../errors.ts';
import type { SeenState } from '../ports/people.ts';
import type { TriedToken } from '../ports/token-trials.ts';
import { floorAt } from '../renewal/share-of-life.ts';
import type { CertificateState, Failure, ReadinessFailure } from '../renewal/state.ts';
import type { Notice } from './notice.ts';
import {
  failureNotice,
  knownOf,
  type NoticeContext,
  noticeOf,
  readinessNotice,
  type ToldCertificate,
} from './notice-of.ts';
import { byUrgency, urgencyOf } from './told.ts';

export type CertificateStanding =
  | {
      is: 'well';
      known: ToldCertificate;
      /** What is told once the trouble is over. @default - that it renews again */
      again?: Notice | undefined;
    }
  | { is: 'troubled'; notice: Notice }
  /** Retired, or removed: nothing more is told about it, but the end of a revocation that hung. */
  | { is: 'gone'; known?: ToldCertificate | undefined };

export function standingOf(
  certificateName: string,
  seen: SeenState,
  token: TriedToken | undefined,
  context: NoticeContext,
): CertificateStanding {
  if ('unreadable' in seen) {
    const { validity } = seen;
    const known = {
      certificateName,
      domainNames: [],
      certificateArns: {},
      validity,
      isUnread: true as const,
    };
    return troubled(failureNotice(known, unreadable(seen.unreadable, context.now), context));
  }
  const { state } = seen;
  const known = state && knownOf(state);
  if (!known || state.nextCheckAt === undefined) return { is: 'gone', known };
  if (state.failure) {
    const failure = { ...state.failure, since: failingSince(state.failure, state.readiness?.failure) };
    return troubled(worseOf(failure, state.readiness?.failure, known, context));
  }
  if (state.readiness?.failure) return troubled(readinessNotice(known, state.readiness.failure, context));
  const late = lateNotice(state, known, context);
  if (late) return troubled(late);
  if (token && !token.ok) return troubled(tokenNotice(known, token, context));
  return { is: 'well', known };
}

/** A revocation that fails says nothing of the next renewal: the worse of both is told, and names the other. */
function worseOf(
  failure: Failure,
  atRisk: ReadinessFailure | undefined,
  known: ToldCertificate,
  context: NoticeContext,
): Notice {
  const notice = failureNotice(known, failure, context);
  if (notice.undone !== 'revocation' || !atRisk) return notice;
  const risk = readinessNotice(known, atRisk, context);
  const isRiskWorse = byUrgency(urgencyOf(notice, context.now), urgencyOf(risk, context.now)) > 0;
  return isRiskWorse
    ? readinessNotice(known, withAlso(atRisk, 'A certificate is not revoked yet', failure), context)
    : failureNotice(known, withAlso(failure, 'The next renewal would fail', atRisk), context);
}

type Said = Pick<Failure, 'code' | 'message' | 'advice'>;

function withAlso<Told extends Said>(told: Told, what: string, other: Said): Told {
  return { ...told, message: `${factsOf(told)} ${what}: ${other.code}. ${factsOf(other)}` };
}

/** What its readiness had said of the same cause lasts since then: that the renewal is due by now is no news. */
function failingSince({ code, since, at }: Failure, atRisk: ReadinessFailure | undefined): Date {
  const begin = since ?? at;
  return atRisk?.code === code && atRisk.since < begin ? atRisk.since : begin;
}

function troubled(notice: Notice): CertificateStanding {
  return { is: 'troubled', notice };
}

function unreadable({ code, disposition, message, advice, subject }: RenewerError, now: Date) {
  return { count: 1, step: 'gather' as const, at: now, code, disposition, message, advice, subject };
}

/** A renewal needs minutes, so that the begin of the last sixth alone is no news: only what lasts is. */
function lateNotice(
  { certificate }: CertificateState,
  known: ToldCertificate,
  context: NoticeContext,
): Notice | undefined {
  if (!certificate || floorAt(certificate) > context.now) return undefined;
  const { renewerName } = context.place;
  const notice = noticeOf(
    known,
    {
      kind: 'renewal-at-risk',
      cause: 'At most a sixth of its life is left, and no run has renewed it or said why not.',
      advice:
        'See whether runs still begin: in the log, and in the alarms of the renewer. The schedule may be disabled, or messages may wait in the queue.',
      trouble: {
        disposition: 'next-run',
        // One cause, however many certificates wait.
        subject: `the runs of ${renewerName}`,
        since: floorAt(certificate),
      },
    },
    context,
  );
  return notice.severity === 'info' ? undefined : notice;
}

/** DNScale has refused the token: no certificate can be renewed with it, whether its own check has said so or not. */
function tokenNotice(known: ToldCertificate, tried: TriedToken, context: NoticeContext): Notice {
  const { code = TOKEN_REFUSED, message = 'DNScale refused the token.', advice, at } = tried;
  return readinessNotice(known, { code, disposition: 'person', message, advice, since: at }, context);
}

const TOKEN_REFUSED: ErrorCode = 'dnscale-unauthorized';
