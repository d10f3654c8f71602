/**
 * One thing to tell about one certificate, as events carry it and mails are made of it. Types, and the key by which notices
 * of one cause are told once. Pure.
 */
import { type ErrorCode, isOfTheToken } from '../errors.ts';
import type { Validity } from '../renewal/share-of-life.ts';

/**
 * `page`: what is live ends soon or has ended, and does not mend itself. `ticket`: a person must act, or it has failed for a
 * day. `info`: all else.
 */
export type Severity = 'page' | 'ticket' | 'info';

export type NoticeKind =
  | 'issued'
  | 'renewed'
  | 'renewal-failed'
  | 'renewal-recovered'
  /** Readiness fails: the renewal would, once it is due. */
  | 'renewal-at-risk'
  /** The renewal has failed, and only a person can mend the cause. */
  | 'action-required'
  /** A probe sees another certificate than the live one. */
  | 'not-served'
  /** It is what the probes see again. */
  | 'served-again'
  | 'no-longer-managed';

export type Undone = 'import' | 'clean-up' | 'revocation';

/** `left`: it has expired unrevoked, or its CA revokes none. */
export type RevocationEnd = 'done' | 'left';

export type Notice = {
  kind: NoticeKind;
  severity: Severity;
  certificateName: string;
  domainNames: readonly string[];
  /** By AWS region, in ACM. */
  certificateArns: Readonly<Record<string, string>>;
  /** Of what is live. @default - nothing was issued yet */
  validity?: Validity | undefined;
  /** Its record cannot be read, and nothing says until when its certificate works. @default false */
  isUnread?: true | undefined;
  /** Since when what is live is revoked, and nothing has replaced it. @default - it is not */
  revokedAt?: Date | undefined;
  /** Of a failure: all that was not done. What is live is stored. @default - there is none, or the renewal itself failed */
  undone?: Undone | undefined;
  /** Of a revocation that hung and is over: what became of it. @default - it is about something else */
  revocation?: RevocationEnd | undefined;
  /** @default - nothing has failed */
  code?: ErrorCode | undefined;
  /** The domain name, zone, server, secret or ARN that the cause is about. */
  subject?: string | undefined;
  /** When the cause was seen first. */
  since?: Date | undefined;
  /** What was seen where. */
  cause: string;
  /** What a person does about it. @default - nothing */
  advice?: string | undefined;
  /** What happens next by itself. */
  next: string;
  /** What a person can run, to see more or to go at once. */
  command?: string | undefined;
  /** All of it, ready to read. */
  message: string;
};

/** Where the renewer is, and where a reader finds more. */
export type RenewerPlace = {
  renewerName: string;
  region: string;
  account: string;
  /** A page with a heading for each error code. */
  runbookUrl: string;
  logUrl: string;
};

/** Notices with the same key have the same cause. */
export function causeKey({ code, subject, certificateName, kind }: Notice): string {
  if (code !== undefined && isOfTheToken(code)) return code;
  return `${code ?? kind}|${subject ?? certificateName}`;
}
