/**
 * What the engine needs of a CA (ACME, RFC 8555; ARI, RFC 9773): the server itself, our account there, our own limit on
 * orders, and the CSR. Names are canonical (dns/name.ts).
 */
import type { Deadline } from './time.ts';

/** An order as the CA last showed it (RFC 8555 §7.1.3). */
export type Order = {
  url: string;
  /** `pending`: waits for proofs; `ready`: waits for the CSR; `processing`: the CA issues; `valid`: issued. */
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  /** The CA's own word, when RFC 8555 does not know it. `status` is then what the run tries. */
  unknownStatus?: string | undefined;
  /** One for each name, in any order; may be empty once the order is no longer pending. */
  authorizationUrls: string[];
  /** When the CA forgets the order; absent when the CA does not say. */
  expiresAt?: Date | undefined;
  /** Why the CA made the order invalid, already in words for the operator. */
  error?: string | undefined;
  /** For how long the CA asks not to be polled; clamped. Absent when it does not say. */
  retryAfterMs?: number | undefined;
};

/** What the CA knows of our control over one name (RFC 8555 §7.1.4). */
export type Authorization = {
  url: string;
  status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired' | 'revoked';
  /** As an order's. */
  unknownStatus?: string | undefined;
  /** The identifier without `*.`. */
  domainName: string;
  /** Whether it is for `*.domainName`. */
  wildcard: boolean;
  /** The dns-01 challenge and the TXT value that it wants (RFC 8555 §8.4); absent when the CA offers none, or needs no answer. */
  challenge?: { url: string; txtValue: string } | undefined;
  /** The CA's words on why validation failed. */
  error?: string | undefined;
  /** The last part of the problem's type (RFC 8555 §6.7) behind `error`: `unauthorized`, `dns`, `caa`, … */
  errorType?: string | undefined;
};

/** What the CA's directory says about the CA (RFC 8555 §7.1.1, `meta`). */
export type AuthorityMeta = {
  /** Names of the certificate profiles on offer; empty when the CA has none. */
  profiles: string[];
  /** The issuer domain names by which CAA records allow this CA; empty when it does not say. */
  caaIdentities: string[];
  /** Absent when the CA has none. */
  termsOfServiceUrl?: string | undefined;
  /** Whether a new account needs an `ExternalAccount`. */
  externalAccountRequired: boolean;
  /**
   * By how much this machine's clock was ahead of the CA's when the directory was read (negative: behind it); absent
   * when the CA did not tell the time.
   */
  clockAheadMs?: number | undefined;
};

export type OrderRequest = {
  domainNames: string[];
  /** One of `AuthorityMeta.profiles`. @default - the CA's own choice */
  profile?: string | undefined;
  /** CertID of the certificate that the new one replaces (RFC 9773 §5). @default - none */
  replaces?: string | undefined;
};

/** The CA's advice on when to renew one certificate (RFC 9773 §4.2), as it was given: the engine judges it. */
export type RenewalInfo = {
  window: RenewalWindow;
  /** Where the CA says why, e.g. after an incident. */
  explanationUrl?: string | undefined;
  /** When the CA wants to be asked again: clamped to between a minute and 24 hours from now. */
  askAgainAt: Date;
};

export type RenewalWindow = { startsAt: Date; endsAt: Date };

/**
 * Why a certificate is revoked, with the numbers of RFC 5280 §5.3.1: those that Let's Encrypt takes from who has a certificate. CAs
 * take others from nobody, or only from their own staff.
 */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  superseded: 4,
  cessationOfOperation: 5,
} as const;

export type RevocationReason = keyof typeof REVOCATION_REASONS;

export type RevocationRequest = {
  /** The leaf alone. */
  certificatePem: string;
  reason: RevocationReason;
  /** The leaf's own private key (PKCS#8 PEM); undefined when it is gone. Read only where the CA is to see that we have it. */
  readPrivateKey(): Promise<string | undefined>;
};

/** For `readMeta`: as good as read now. A refusal that follows from what the directory says needs that. */
export const JUST_READ_MS = 5_000;

/** One CA, with our account there: each method is one step, and the engine decides what follows. */
export interface AcmeServer {
  /**
   * Read with the directory, `maxAgeMs` ago at most: whoever would refuse for it MUST ask for a young one first. Needs no
   * account. @default an hour
   */
  readMeta(deadline: Deadline, maxAgeMs?: number): Promise<AuthorityMeta>;
  /** The URL of our account at this CA, which is made if absent. CAA's `accounturi` (RFC 8657) names it. */
  readAccountUrl(deadline: Deadline): Promise<string>;
  /**
   * Its URL, asked for anew; undefined when the CA does not know it, or its key is gone. MUST NOT make either. MUST throw
   * `acme-account` when it was shut out, or new terms have to be agreed to and the CA says so.
   */
  findAccount(deadline: Deadline): Promise<string | undefined>;
  /** Undefined when the CA gives no such advice at all. Needs no account. */
  readRenewalInfo(certId: string, deadline: Deadline): Promise<RenewalInfo | undefined>;
  /**
   * MUST throw `names-missing` when the CA's order lacks a name; it may have more. MUST throw `acme-failed` when the CA answers
   * twice that it failed at an order with `replaces`.
   */
  createOrder(request: OrderRequest, deadline: Deadline): Promise<Order>;
  getOrder(url: string, deadline: Deadline): Promise<Order>;
  getAuthorization(url: string, deadline: Deadline): Promise<Authorization>;
  /** Tells the CA that the TXT value is published: from then on it validates. MUST succeed when it was told before. */
  respondToChallenge(challengeUrl: string, deadline: Deadline): Promise<void>;
  /** Sends the CSR. After a lost answer MUST ask the order how far it is; the order may be finalized only once. */
  finalizeOrder(url: string, csrDer: Uint8Array, deadline: Deadline): Promise<Order>;
  /** The PEM text as the CA sent it (leaf first): unchecked, 256 KiB at most. */
  downloadCertificate(orderUrl: string, deadline: Deadline): Promise<string>;
  /** The same certificate with each other chain that the CA offered with the download, as far as it answers now. */
  downloadAlternates(orderUrl: string, deadline: Deadline): Promise<string[]>;
  /**
   * RFC 8555 §7.6. MUST succeed when it was revoked before. MUST throw `revocation-refused` (`person`) when the CA does not do it
   * for our account, nor for the certificate's own key.
   */
  revokeCertificate(request: RevocationRequest, deadline: Deadline): Promise<void>;
}

/** Our own limit on orders at a CA, over all runs that share an account there. */
export interface OrderQuota {
  /**
   * Counts an order that is about to be made. MUST throw `acme-rate-limited` (`not-before`) when there is no room for it;
   * urgent orders have more room. The order stays counted even if it is not made afterwards.
   */
  take(order: CountedOrder, deadline: Deadline): Promise<void>;
  /** Counts nothing. MUST throw as `take` does when there is no room now. */
  expectRoom(order: CountedOrder, deadline: Deadline): Promise<void>;
}

/** `isUrgent`: the live certificate can wait no longer, or somebody says so. */
export type CountedOrder = { certificateAuthority: string; isUrgent: boolean };

/** A CSR (PKCS#10, DER) for these names, signed by this key (PKCS#8 PEM). */
export type CreateCsr = (privateKeyPem: string, domainNames: string[]) => Promise<Uint8Array>;

/** Where the ACME account keys are kept, one for each CA. */
export interface AccountKeyStore {
  /** The ACME account key (PKCS#8 PEM) of this CA. Create-if-absent: of two first callers both get the same key. */
  getOrCreate(directoryUrl: string, createKey: () => string, deadline: Deadline): Promise<string>;
}

export interface AccountKeyReader {
  /** Undefined when there is none yet, or no longer. MUST NOT make one. */
  read(directoryUrl: string, deadline: Deadline): Promise<string | undefined>;
}

/** What binds a new ACME account to a customer of the CA (external account binding, RFC 8555 §7.3.4). */
export type ExternalAccount = {
  keyId: string;
  /** base64url. */
  hmacKey: string;
  /** Where it was read, for messages: `the secret …`, `the environment`. */
  origin: string;
  /** How to put another one there: a whole sentence. */
  remedy: string;
};

/** Asked only when a new account is made at a CA that requires one. */
export interface ExternalAccountSource {
  /** MUST throw `acme-account` (`person`) when there is none that can be used. MUST NOT log the value. */
  readExternalAccount(directoryUrl: string, deadline: Deadline): Promise<ExternalAccount>;
}
