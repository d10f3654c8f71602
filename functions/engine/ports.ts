/**
 * What the engine needs from the world, one narrow interface each. Adapters implement them; tests and the
 * command line bring their own. Every call that leaves the process takes a `Deadline` and MUST reject with
 * a RenewerError (`deadline-exceeded` once the deadline has passed); nothing retries beyond it.
 */
import type { CertificateDefinition, KeyAlgorithm } from './config/definition.ts';
import type { RunEvent } from './events.ts';
import type { CertificateState, StateChanges } from './renewal/state.ts';

export type * from './acme-ports.ts';
export type * from './dns-ports.ts';

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects with the deadline's reason when that comes first. */
  sleep(ms: number, deadline: Deadline): Promise<void>;
}

export interface Deadline {
  readonly at: Date;
  /** Aborts at `at`, with a RenewerError `deadline-exceeded` as its reason. */
  readonly signal: AbortSignal;
}

/** Our own limit on orders at a CA, over all runs that share an account there. */
export interface OrderQuota {
  /**
   * Counts an order that is about to be made. MUST throw `acme-rate-limited` (`not-before`) when there is no room for it;
   * urgent ones have more. What is counted stays counted, also when the order is not made then.
   */
  take(order: { certificateAuthority: string; isUrgent: boolean }, deadline: Deadline): Promise<void>;
}

/** A CSR (PKCS#10, DER) for these names, signed by this key (PKCS#8 PEM). */
export type CreateCsr = (privateKeyPem: string, domainNames: string[]) => Promise<Uint8Array>;

// --- Secrets ------------------------------------------------------------------------------------------

export type TokenSecret = { token: string; versionId: string };

export interface TokenSource {
  /** MUST throw `token-missing` for a secret that is absent, empty or not a token. Never logs the value. */
  readToken(deadline: Deadline): Promise<TokenSecret>;
}

export interface TokenVersionSource {
  /** The id of the secret's current version, without reading the value; '' when it has none. */
  readCurrentVersion(deadline: Deadline): Promise<string>;
}

export interface AccountKeyStore {
  /** The ACME account key (PKCS#8 PEM) of this CA. Create-if-absent: of two first callers both get the same key. */
  getOrCreate(directoryUrl: string, createKey: () => string, deadline: Deadline): Promise<string>;
}

/** What binds a new ACME account to a customer of the CA (external account binding, RFC 8555 §7.3.4). */
export type ExternalAccount = {
  keyId: string;
  /** base64url. */
  hmacKey: string;
  /** Where it was read, for messages: `the secret …`. */
  origin: string;
  /** How to put another one there: a whole sentence. */
  remedy: string;
};

/** Asked for a new account only, at a CA that wants one. */
export interface ExternalAccountSource {
  /** MUST throw `acme-account` for a person when there is none, or none that can be used. Never logs the value. */
  readExternalAccount(directoryUrl: string, deadline: Deadline): Promise<ExternalAccount>;
}

// --- Store (S3) ---------------------------------------------------------------------------------------

export type CertificateFiles = { privateKeyPem: string; certificatePem: string; chainPem: string };

export type StoredCertificate = {
  version: string;
  serial: string;
  domainNames: string[];
  notBefore: Date;
  notAfter: Date;
  keyAlgorithm: KeyAlgorithm;
  certificateAuthority: string;
  profile?: string | undefined;
  /** RFC 9773 §4.1; absent when the certificate has no key identifier of its issuer. */
  certId?: string | undefined;
};

export interface CertificateStore {
  /**
   * MUST be called before an order is spent; fails with `store-failed` when the bucket refuses the write, or when the
   * pointer could not be moved to this version.
   */
  archiveKey(
    certificateName: string,
    version: string,
    privateKeyPem: string,
    deadline: Deadline,
  ): Promise<void>;
  /** The archived key of a version that was begun, to go on with its order; undefined when there is none. */
  readKey(certificateName: string, version: string, deadline: Deadline): Promise<string | undefined>;
  /**
   * The version that the store itself calls the live one; undefined before the first, and where only the state says so.
   * Versions sort by time.
   */
  liveVersion(certificateName: string, deadline: Deadline): Promise<string | undefined>;
  /**
   * Completes the version (idempotent, immutable), then refreshes the live copies, then moves the pointer. A version that
   * an earlier run completed stays as it is, with the chain that it was given then.
   */
  publish(
    certificateName: string,
    certificate: StoredCertificate,
    files: CertificateFiles,
    deadline: Deadline,
  ): Promise<void>;
  readVersion(certificateName: string, version: string, deadline: Deadline): Promise<CertificateFiles>;
}

// --- Import (ACM) -------------------------------------------------------------------------------------

export type ImportRequest = {
  certificateName: string;
  region: string;
  /** The ARN to import onto; undefined for the first import. */
  certificateArn?: string | undefined;
  files: CertificateFiles;
};

export interface CertificateImporter {
  /** Imports onto the ARN, or (first time) onto an own one found by tag, or creates one with tags. Returns the ARN. */
  importCertificate(request: ImportRequest, deadline: Deadline): Promise<string>;
  /** The PEM leaf that the ARN holds now; undefined when the ARN is gone. */
  readCertificate(certificateArn: string, region: string, deadline: Deadline): Promise<string | undefined>;
}

// --- Records (DynamoDB) and queue (SQS) -----------------------------------------------------------------

/** Who wrote a definition: `cloudformation:<stack id>/<logical id>` or `cli:<caller>`. Only the owner may remove it. */
export type StoredDefinition = { definition: CertificateDefinition; owner: string; hash: string };

/** A run's hold on one certificate's state. Every write through it is conditional on runId and sequence. */
export interface StateClaim {
  readonly state: CertificateState;
  /** Writes these attributes and keeps all others. `undefined` removes one. Throws `deadline-exceeded` once the claim is lost. */
  write(changes: StateChanges, deadline: Deadline): Promise<void>;
  /**
   * Writes, gives the claim up, and sets the next look; an earlier look asked for by somebody else since the
   * claim began is kept.
   */
  settle(changes: StateChanges, next: NextLook, deadline: Deadline): Promise<void>;
}

/** When the certificate is looked at next, and whether a new version of the token secret makes it due at once. */
export type NextLook = { nextCheckAt: Date; waitsForTokenNewerThan?: string | undefined } | 'never';

export type ClaimRequest = {
  runId: string;
  runUntil: Date;
  /** When the look was asked for. A queue delivers twice: a message from before the last failure must not undo its back-off. */
  askedAt?: Date | undefined;
};

export interface CertificateRecords {
  readDefinition(certificateName: string, deadline: Deadline): Promise<StoredDefinition | undefined>;
  /** The claim; undefined while another run holds it, or when a run that failed since has answered the request. */
  claim(certificateName: string, request: ClaimRequest, deadline: Deadline): Promise<StateClaim | undefined>;
}

/** A certificate that is due a look, with what says how urgent it is. */
export type DueCertificate = {
  certificateName: string;
  dueSince: Date;
  /** Of the live version; absent when nothing was issued yet. */
  validity?: { notBefore: Date; notAfter: Date } | undefined;
  /** Until when the CA wants it replaced (RFC 9773: the end of the suggested window); in the past when it was revoked. */
  replaceAt?: Date | undefined;
};

export interface DueIndex {
  /** All that are due a look at `now`, in no order that means anything. */
  findDue(now: Date, deadline: Deadline): Promise<DueCertificate[]>;
  /** Certificates that wait for a newer version of the token secret, with the version they saw ('' for none). */
  findWaitingForToken(
    limit: number,
    deadline: Deadline,
  ): Promise<{ certificateName: string; seenVersion: string }[]>;
}

export interface DefinitionRegistry {
  putDefinition(definition: CertificateDefinition, owner: string, deadline: Deadline): Promise<void>;
  /** Removes it if `owner` still matches; false when another owner has taken the name over. */
  removeDefinition(certificateName: string, owner: string, deadline: Deadline): Promise<boolean>;
  /** Brings the certificate's next look forward to `at`; creates the state item when there is none. */
  requestLook(certificateName: string, at: Date, deadline: Deadline): Promise<void>;
}

export interface WorkQueue {
  send(certificateNames: string[], deadline: Deadline): Promise<void>;
}

// --- What a run tells -----------------------------------------------------------------------------------

export interface EventSink {
  /** MUST NOT throw and MUST NOT block the run. */
  emit(event: RunEvent): void;
}
