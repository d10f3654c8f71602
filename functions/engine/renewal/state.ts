/** What the renewer knows about one certificate between runs. Only the holder of the claim writes it. */
import type { Disposition, ErrorCode } from '../errors.ts';
import type { StoredCertificate, TxtRecord } from '../ports.ts';

/** An order that was begun, written down before each step so that a later run knows what was left. */
export type OrderJournal = {
  /** The archive version that holds the order's private key. */
  version: string;
  /** Hash of the definition that the order is for; another hash means the order is abandoned. */
  definitionHash: string;
  certificateAuthority: string;
  startedAt: Date;
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
  step: string;
  at: Date;
  retryAt?: Date | undefined;
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
  nextCheckAt?: Date | undefined;
};

/** Attributes to set; `undefined` removes the attribute. */
export type StateChanges = Partial<
  Pick<CertificateState, 'certificate' | 'order' | 'txtRecords' | 'installations' | 'failure' | 'misses'>
>;
