/**
 * What the renewer knows about one certificate between runs. Only the claim's holder writes it; whoever wants a
 * check leaves a request (docs/decisions/0023-a-table-for-each-writer.md).
 */
import type { KeyAlgorithm } from '../config/definition.ts';
import type { Disposition, ErrorCode } from '../errors.ts';
import type { RenewalWindow, RevocationReason } from '../ports/acme.ts';
import type { TxtRecord } from '../ports/dns.ts';
import type { RunOutcome, RunStep } from '../ports/events.ts';
import type { StoredCertificate } from '../ports/store.ts';
import type { Removal } from './removal.ts';

/** An order that was begun. It is written down before each step, so that a later run knows what was left. */
export type OrderJournal = {
  /** The archive version that holds the order's private key. */
  version: string;
  /** Hash of the whole definition when the order was begun; earlier releases tell their orders apart by it. */
  definitionHash: string;
  /** Hash of what was ordered: when the definition has another, the order is abandoned. Earlier releases wrote none. */
  orderHash?: string | undefined;
  /** The directory URL of the CA. */
  certificateAuthority: string;
  startedAt: Date;
  /** PKCS#10 in DER, as base64url: finalize is repeated with the same CSR when its answer was lost. */
  csr?: string | undefined;
  /** Made on the CA's own advice and inside its window: it counts towards none of the CA's limits. @default false */
  exempt?: boolean | undefined;
  /** Absent until the CA has answered newOrder. */
  url?: string | undefined;
};

/** What the ACM of one region holds. */
export type Installation = {
  certificateArn: string;
  /** Lower-case hexadecimal without colons. */
  serial: string;
  /** The leaf's, as the stored certificate has it. Earlier releases wrote none. */
  sha256?: string | undefined;
  importedAt: Date;
  /** What it was ordered for (`orderHash`). Earlier releases wrote neither this nor the following. */
  orderHash?: string | undefined;
  notAfter?: Date | undefined;
  /** ACM never changes it on an ARN. */
  keyAlgorithm?: KeyAlgorithm | undefined;
  /** Of the definition's tags that it got (`tagsHash`). @default - none since the last import */
  tagsHash?: string | undefined;
  /**
   * No definition asks for it any more, and what becomes of it is still to be done. Where it is to be deleted, a deployment
   * MUST NOT count on it. @default - it is asked for, or was told to stay
   */
  released?: { at: Date; destroys: boolean } | undefined;
};

/** What the certificate's secret in Secrets Manager holds. */
export type StoredSecret = Pick<Installation, 'serial' | 'sha256' | 'orderHash' | 'notAfter' | 'released'> & {
  secretArn: string;
  /** Of the secret: any other one that is current was written by somebody else. */
  versionId: string;
  writtenAt: Date;
};

/** A certificate that a person wants revoked, as long as not all is done that follows from it. Written down before each step. */
export type Revocation = Pick<
  StoredCertificate,
  'serial' | 'version' | 'certificateAuthority' | 'notAfter'
> & {
  reason: RevocationReason;
  /** Its key has leaked: it is revoked first, and replaced then. */
  isAtOnce: boolean;
  askedAt: Date;
  /** When the CA had done it. @default - not yet */
  revokedAt?: Date | undefined;
  /** When it turned out that its CA revokes nothing. Earlier releases wrote none. @default - it has not */
  givenUpAt?: Date | undefined;
};

/** How the last run failed; absent after one that succeeded. */
export type Failure = {
  /** Failed runs in a row. */
  count: number;
  /** Those of them that cost something at the CA. Earlier releases wrote none. @default 0 */
  costlyCount?: number | undefined;
  code: ErrorCode;
  disposition: Disposition;
  message: string;
  /** The step in which the run failed. */
  step: RunStep;
  at: Date;
  /** How long the run lasted. Earlier releases wrote none. @default 0 */
  tookMs?: number | undefined;
  /** The earliest useful time of another try, where a server named one. */
  retryAt?: Date | undefined;
  /** When the first of the failures in a row came. Earlier releases wrote neither this nor the following. @default - `at` */
  since?: Date | undefined;
  /** When the first of those in a row came that have this code and subject. Earlier releases wrote none. @default - `since` */
  causeSince?: Date | undefined;
  /** The domain name, zone, server, secret or ARN that it is about. */
  subject?: string | undefined;
  /** The end of `message`: what to do about it. */
  advice?: string | undefined;
};

/** What a preflight without an order found, some while before the renewal is due. */
export type Readiness = {
  /** When it was tried last. */
  at: Date;
  /** When it was proved last: all that a renewal needs was there. @default - never */
  provedAt?: Date | undefined;
  /** What would break the renewal. @default - nothing, at `at` */
  failure?: ReadinessFailure | undefined;
};

export type ReadinessFailure = Pick<
  Failure,
  'code' | 'disposition' | 'message' | 'subject' | 'advice' | 'causeSince'
> & {
  /** The first of the failures in a row. */
  since: Date;
};

export type SeenStep = {
  step: RunStep;
  tookMs: number;
  /** What it saw, in words; 120 characters at most. Earlier releases wrote none, and older entries lose it first. */
  saw?: string | undefined;
};

/** Of one challenge name: how many of its zone's name servers showed its TXT values. */
export type SeenChallenge = {
  name: string;
  showing: number;
  servers: number;
  /** Until all that answer did. @default - they never did */
  tookMs?: number | undefined;
};

/** One run, or several in a row that ended alike. */
export type HistoryEntry = {
  /** When the last of them ended. */
  at: Date;
  outcome: RunOutcome | 'revoked' | 'failed';
  /** How long the last of them lasted. */
  tookMs: number;
  /** How many there were: unchanged ones in a row are one entry, and so are those that failed with the same code. @default 1 */
  count?: number | undefined;
  /** When the first of several ended. @default - there was one */
  since?: Date | undefined;
  /** In their order, without those of an unchanged run. */
  steps?: SeenStep[] | undefined;
  /** Of an issuance: what the name servers showed. Ten at most, those that took longest. Earlier releases wrote none. */
  challenges?: SeenChallenge[] | undefined;
  /** Of a failure; beside another outcome, what would break the next renewal, or `import-overwritten`. */
  code?: ErrorCode | undefined;
  /** As its code; 300 characters at most. */
  message?: string | undefined;
  /** Of the certificate that was issued or made live again. */
  serial?: string | undefined;
  notAfter?: Date | undefined;
  /** The certificates whose revocation it ended. @default - none */
  revoked?: Pick<Revocation, 'serial' | 'reason'>[] | undefined;
};

/** The CA's last advice on one certificate (RFC 9773 §4.2). */
export type KnownRenewalInfo = {
  /** CertID of the certificate that it is about: advice on an earlier certificate is ignored. */
  certId: string;
  /** Absent while the CA has not answered. */
  window?: RenewalWindow | undefined;
  /** Where the CA says why. */
  explanationUrl?: string | undefined;
  /** When the CA wants to be asked again. */
  askAgainAt: Date;
};

/** A certificate that we asked for, written down beforehand: CAs count them by their exact set of names. */
export type Issuance = {
  at: Date;
  domainNames: string[];
  /** Made on the CA's own advice (ARI), so that it counts towards none of its limits. */
  exempt: boolean;
};

export type CertificateState = {
  certificateName: string;
  /** The complete, verified version that is live; absent before the first issuance. */
  certificate?: StoredCertificate | undefined;
  /** The order that a run is working on, or has left for the next run. */
  order?: OrderJournal | undefined;
  /** The version of the archive that a run is making live again. */
  reinstalling?: string | undefined;
  /** TXT values published or about to be, not yet known to be gone. */
  txtRecords: TxtRecord[];
  /** By AWS region. */
  installations: Record<string, Installation>;
  /** Absent where none was ever asked for. Earlier releases wrote none. */
  secret?: StoredSecret | undefined;
  failure?: Failure | undefined;
  /** What is to be revoked, and what was revoked while its replacement is not everywhere yet. Earlier releases wrote none. */
  revocations?: Revocation[] | undefined;
  /** Of the time before a renewal is due. Earlier releases wrote none. */
  readiness?: Readiness | undefined;
  /** The runs of the last 30 days, the newest last (renewal/history.ts). Earlier releases wrote none. */
  history?: HistoryEntry[] | undefined;
  /**
   * By zone: how often the CA did not see values that every name server showed, less a quarter for each certificate since.
   * It decides the extra wait.
   */
  misses?: Record<string, number> | undefined;
  renewalInfo?: KnownRenewalInfo | undefined;
  /** Those of the last seven days, by the version they were for. */
  issuances?: Record<string, Issuance> | undefined;
  /** By name: when the CA did not accept the proof of control, within the last hour. */
  failedValidations?: Record<string, Date[]> | undefined;
  /** The CA left out names of what this hash says (`orderHash`): it is not asked again for the same. */
  namesMissing?: { orderHash: string; at: Date; reason: string } | undefined;
  /** Our account's URL at each CA that has made an order, by the CA's directory URL. Earlier releases wrote none. */
  accounts?: Record<string, string> | undefined;
  /** The zones of its names at DNScale, as the last preflight found them. Earlier releases wrote none. */
  zoneNames?: string[] | undefined;
  /** When a person asked for a new certificate that no run has issued yet. */
  forcedAt?: Date | undefined;
  /** Absent while it is declared. Earlier releases wrote none. */
  removal?: Removal | undefined;
  /** When the certificate is checked next; absent once it is retired. */
  nextCheckAt?: Date | undefined;
  /** From when on somebody may have to know of it (renewal/attention.ts); absent once it is retired. */
  attentionAt?: Date | undefined;
  /** Until when a run holds the claim; it may be past, and is absent while none does. */
  runUntil?: Date | undefined;
};

/** Attributes to set; `undefined` removes the attribute. */
export type StateChanges = Partial<
  Pick<
    CertificateState,
    | 'certificate'
    | 'order'
    | 'reinstalling'
    | 'txtRecords'
    | 'installations'
    | 'secret'
    | 'failure'
    | 'revocations'
    | 'readiness'
    | 'history'
    | 'misses'
    | 'renewalInfo'
    | 'issuances'
    | 'failedValidations'
    | 'namesMissing'
    | 'accounts'
    | 'zoneNames'
    | 'forcedAt'
    | 'removal'
  >
>;
