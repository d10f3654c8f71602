/**
 * What the renewer knows about one certificate between runs. Only the holder of the claim writes it, but for `nextCheckAt`,
 * which others may bring forward (docs/decisions/0001-bringing-a-check-forward.md).
 */
import type { Disposition, ErrorCode } from '../errors.ts';
import type { RenewalWindow } from '../ports/acme.ts';
import type { TxtRecord } from '../ports/dns.ts';
import type { RunStep } from '../ports/events.ts';
import type { StoredCertificate } from '../ports/store.ts';

/** An order that was begun, written down before each step so that a later run knows what was left. */
export type OrderJournal = {
  /** The archive version that holds the order's private key. */
  version: string;
  /** Hash of the whole definition when the order was begun; what earlier releases tell their orders apart by. */
  definitionHash: string;
  /** Hash of what was ordered: another one means the order is abandoned. Absent in what earlier releases wrote. */
  orderHash?: string | undefined;
  certificateAuthority: string;
  startedAt: Date;
  /** PKCS#10 in DER, as base64url: a lost answer to finalize is repeated with the same one. */
  csr?: string | undefined;
  /** Made by the CA's own advice and inside its window: it counts towards none of the CA's limits. */
  exempt?: boolean | undefined;
  /** Absent until the CA answered newOrder. */
  url?: string | undefined;
};

export type Installation = { certificateArn: string; serial: string; importedAt: Date };

export type Failure = {
  /** Failed runs in a row. */
  count: number;
  code: ErrorCode;
  disposition: Disposition;
  message: string;
  /** The step of the run that failed, e.g. `waitForPropagation`. */
  step: RunStep;
  at: Date;
  retryAt?: Date | undefined;
};

/** What the CA last said of one certificate (RFC 9773 §4.2). */
export type KnownRenewalInfo = {
  /** The certificate it is about: advice on an earlier one says nothing. */
  certId: string;
  /** Absent while the CA has not answered. */
  window?: RenewalWindow | undefined;
  explanationUrl?: string | undefined;
  askAgainAt: Date;
};

/** A certificate that was asked for, written down before it was: CAs count them by their exact set of names. */
export type Issuance = {
  at: Date;
  domainNames: string[];
  /** By the CA's own advice (ARI), so that it counts towards none of its limits. */
  exempt: boolean;
};

export type CertificateState = {
  certificateName: string;
  /** The complete, verified version that is live; absent before the first issuance. */
  certificate?: StoredCertificate | undefined;
  order?: OrderJournal | undefined;
  /** TXT values published or about to be, not yet known to be gone. */
  txtRecords: TxtRecord[];
  /** By AWS region. */
  installations: Record<string, Installation>;
  failure?: Failure | undefined;
  /** By zone: how often in a row the CA has not seen values that every name server showed. Decides how long to settle. */
  misses?: Record<string, number> | undefined;
  renewalInfo?: KnownRenewalInfo | undefined;
  /** Of the last seven days, by the version they were for. */
  issuances?: Record<string, Issuance> | undefined;
  /** By name: when the CA did not accept the proof of control, within the last hour. */
  failedValidations?: Record<string, Date[]> | undefined;
  nextCheckAt?: Date | undefined;
};

/** Attributes to set; `undefined` removes the attribute. */
export type StateChanges = Partial<
  Pick<
    CertificateState,
    | 'certificate'
    | 'order'
    | 'txtRecords'
    | 'installations'
    | 'failure'
    | 'misses'
    | 'renewalInfo'
    | 'issuances'
    | 'failedValidations'
  >
>;
