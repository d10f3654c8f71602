/**
 * Makes a notice of what is known about a certificate and of what happened to it. Pure: the caller passes the time. All texts
 * may come from a table or a server, so they are cleaned here; no error's message holds a secret (engine/errors.ts).
 */
import { forElsewhere, renewCommand } from '../command-words.ts';
import type { CertificateDefinition } from '../config/definition.ts';
import { type Disposition, type ErrorCode, factsOf, printable } from '../errors.ts';
import type { Validity } from '../renewal/share-of-life.ts';
import type { CertificateState, Failure, ReadinessFailure, Revocation } from '../renewal/state.ts';
import { validityInUse } from '../renewal/validity-in-use.ts';
import { openRevocations, revocationOfLive } from '../revocation/revocations.ts';
import { adviceFor } from './advice-for.ts';
import { messageOf } from './message.ts';
import type { Notice, NoticeKind, RenewerPlace, RevocationEnd, Severity, Undone } from './notice.ts';
import { type Lasting, severityOf } from './severity.ts';
import { instantText } from './time-words.ts';

/** What a notice says about its certificate, whatever happened. */
export type ToldCertificate = {
  certificateName: string;
  domainNames: readonly string[];
  validity?: Validity | undefined;
  /** Its record cannot be read: without `validity`, nobody knows whether one was issued. @default false */
  isUnread?: true | undefined;
  /** Of what clients meet, where a target holds an older one. @default - `validity` */
  inUse?: Validity | undefined;
  /** Since when that is revoked. @default - it is not */
  revokedAt?: Date | undefined;
  certificateArns: Readonly<Record<string, string>>;
  nextCheckAt?: Date | undefined;
  /** What is to be revoked at once and is not: that is somebody's work, whatever is in the way. @default - nothing */
  toRevokeAtOnce?: readonly Revocation[] | undefined;
  /** Serial numbers of what the last runs have had revoked. @default - nothing */
  revoked?: readonly string[] | undefined;
};

export type Happening = {
  kind: NoticeKind;
  undone?: Undone | undefined;
  revocation?: RevocationEnd | undefined;
  cause: string;
  /** What a person does; by how urgent it is, where that counts. */
  advice?: string | ((severity: Severity) => string) | undefined;
  /** What happens next by itself. @default - the next check */
  next?: string | undefined;
  command?: string | undefined;
  /** @default - nothing has failed, so that it is an `info` */
  trouble?: Trouble | undefined;
};

export type Trouble = {
  code?: ErrorCode | undefined;
  /** @default 'person' */
  disposition?: Disposition | undefined;
  subject?: string | undefined;
  /** When this cause came. */
  since: Date;
  /** When the certificate began to fail, of whatever cause: it says how urgent it is. @default - `since` */
  failingSince?: Date | undefined;
  /** Of what clients meet. @default - of what is live */
  validity?: Validity | undefined;
};

export type NoticeContext = { now: Date; place: RenewerPlace };

/** Text of others: an event holds 256 KB, with each text in it twice. */
const LONGEST_TEXT = 5_000;

export function knownOf(
  state: CertificateState,
  definition?: Pick<CertificateDefinition, 'domainNames'>,
): ToldCertificate {
  const { certificateName, certificate, installations, nextCheckAt, history = [] } = state;
  const ended = history.flatMap(({ at, revoked = [] }) => revoked.map(({ serial }) => ({ serial, at })));
  const arns = Object.entries(installations).map(([region, { certificateArn }]) => [region, certificateArn]);
  return {
    certificateName,
    domainNames: definition?.domainNames ?? certificate?.domainNames ?? [],
    validity: certificate && { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
    inUse: validityInUse(state),
    revokedAt:
      revocationOfLive(state)?.revokedAt ?? ended.find(({ serial }) => serial === certificate?.serial)?.at,
    revoked: ended.map(({ serial }) => serial),
    certificateArns: Object.fromEntries(arns),
    nextCheckAt,
    toRevokeAtOnce: state.revocations?.filter(({ isAtOnce }) => isAtOnce),
  };
}

export function noticeOf(known: ToldCertificate, happening: Happening, context: NoticeContext): Notice {
  const { trouble, kind, undone, revocation, command, next = nextCheck(known) } = happening;
  // Where nothing is seen, the life of what is live says nothing of what clients meet.
  const validity = kind === 'not-served' ? trouble?.validity : (trouble?.validity ?? known.validity);
  const severity = trouble ? severityOf(lastingOf(trouble, usable(validity, known)), context.now) : 'info';
  const { advice } = happening;
  const toDo = typeof advice === 'function' ? advice(severity) : advice;
  const notice = {
    kind,
    ...(undone && { undone }),
    ...(revocation && { revocation }),
    severity,
    certificateName: cleaned(known.certificateName),
    domainNames: known.domainNames.map(cleaned),
    certificateArns: known.certificateArns,
    validity,
    ...(known.isUnread && !validity && { isUnread: true as const }),
    ...(known.revokedAt && { revokedAt: known.revokedAt }),
    code: trouble?.code,
    subject: trouble?.subject && cleaned(trouble.subject),
    since: trouble?.since,
    cause: cleaned(happening.cause),
    advice: toDo && cleaned(toDo),
    next: cleaned(next),
    command: command && cleaned(command),
  };
  return { ...notice, message: messageOf(notice, context) };
}

/** Of the last run's failure. @param state of which `failure` is what is told. */
export function failureNotice(known: ToldCertificate, failure: Failure, context: NoticeContext): Notice {
  const kind = failure.disposition === 'person' ? 'action-required' : 'renewal-failed';
  const since = failure.since ?? failure.at;
  return troubleNotice(known, { ...failure, kind, since, undone: undoneOf(failure) }, context);
}

/** Of what would break a renewal that is not due yet. */
export function readinessNotice(
  known: ToldCertificate,
  failure: ReadinessFailure,
  context: NoticeContext,
): Notice {
  return troubleNotice(known, { ...failure, kind: 'renewal-at-risk' }, context);
}

function troubleNotice(
  known: ToldCertificate,
  failure: ReadinessFailure & { kind: NoticeKind; undone?: Undone | undefined },
  context: NoticeContext,
): Notice {
  const { kind, undone, code, disposition, subject, since, causeSince = since } = failure;
  const validity = known.inUse ?? known.validity;
  const isUrgent = openRevocations({ revocations: known.toRevokeAtOnce }, context.now).length > 0;
  const trouble = {
    code,
    disposition: isUrgent ? ('person' as const) : disposition,
    subject,
    since: causeSince,
    failingSince: since,
    validity,
  };
  const happening = {
    kind,
    undone,
    cause: factsOf(failure),
    advice: (severity: Severity) => adviceFor({ ...failure, severity }),
    command: renewCommand(known.certificateName, code),
    trouble,
  };
  return noticeOf(known, happening, context);
}

/** The import, the revocation and the clean-up come last: by then the certificate is issued and stored. */
function undoneOf({ code, step }: Failure): Undone | undefined {
  if (step === 'revoke') return 'revocation';
  if (code === 'clean-up-failed') return 'clean-up';
  return step === 'install' && code.startsWith('import-') ? 'import' : undefined;
}

/** A certificate that is revoked has ended, whatever it says itself. */
function usable(validity: Validity | undefined, { revokedAt }: ToldCertificate): Validity | undefined {
  return validity && revokedAt ? { ...validity, notAfter: revokedAt } : validity;
}

function lastingOf(
  { disposition = 'person', since, failingSince = since }: Trouble,
  validity: Validity | undefined,
): Lasting {
  return { validity, disposition, since: failingSince, causeSince: since };
}

function nextCheck({ nextCheckAt }: ToldCertificate): string {
  return `It is checked again by itself${nextCheckAt ? `, next at ${instantText(nextCheckAt)}` : ''}.`;
}

function cleaned(text: string): string {
  return forElsewhere(printable(text, LONGEST_TEXT));
}
