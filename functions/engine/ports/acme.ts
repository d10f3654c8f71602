/**
 * What the engine needs of a CA (ACME, RFC 8555; ARI, RFC 9773): the server itself, our account there, our own limit on
 * orders, and the CSR that it certifies.
 */
import type { Deadline } from './time.ts';

export type Order = {
  url: string;
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  authorizationUrls: string[];
  /** When the CA forgets the order; absent when the CA does not say. */
  expiresAt?: Date | undefined;
  /** Why the CA made the order invalid, already in words for the operator. */
  error?: string | undefined;
  /** The CA asks not to be polled for this long; clamped. */
  retryAfterMs?: number | undefined;
};

export type Authorization = {
  url: string;
  status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired' | 'revoked';
  /** The identifier without `*.`. */
  domainName: string;
  wildcard: boolean;
  /** The dns-01 challenge; absent when the CA offers none for this name. */
  challenge?: { url: string; txtValue: string } | undefined;
  /** The CA's words on why validation failed. */
  error?: string | undefined;
  /** The last part of the problem's type (RFC 8555 §6.7) behind `error`: `unauthorized`, `dns`, `caa`, … */
  errorType?: string | undefined;
};

/** What the CA's directory says of itself (RFC 8555 §7.1.1, `meta`). */
export type AuthorityMeta = {
  /** Names of the certificate profiles on offer; empty when the CA has none. */
  profiles: string[];
  /** The issuer domain names that the CA looks for in CAA records; empty when it does not say. */
  caaIdentities: string[];
  termsOfServiceUrl?: string | undefined;
  externalAccountRequired: boolean;
  /**
   * By how much this machine's clock was ahead of the CA's when the directory was read (negative: behind it); absent
   * when the CA did not tell the time.
   */
  clockAheadMs?: number | undefined;
};

export type OrderRequest = {
  domainNames: string[];
  profile?: string | undefined;
  /** CertID of the certificate that the new one takes the place of (RFC 9773 §5). */
  replaces?: string | undefined;
};

/** The CA's advice on when to renew one certificate (RFC 9773 §4.2): as it was given, to be judged by the engine. */
export type RenewalInfo = {
  window: RenewalWindow;
  /** Where the CA says why, e.g. of an incident. */
  explanationUrl?: string | undefined;
  /** When the CA wants to be asked again: in a minute at the least, in 24 hours at the most. */
  askAgainAt: Date;
};

export type RenewalWindow = { startsAt: Date; endsAt: Date };

export interface AcmeServer {
  /** Read once with the directory; needs no account. */
  readMeta(deadline: Deadline): Promise<AuthorityMeta>;
  /** The URL of our account at this CA, which is made when there is none: CAA's `accounturi` (RFC 8657) names it. */
  readAccountUrl(deadline: Deadline): Promise<string>;
  /** Undefined when the CA gives no such advice at all. Needs no account. */
  readRenewalInfo(certId: string, deadline: Deadline): Promise<RenewalInfo | undefined>;
  createOrder(request: OrderRequest, deadline: Deadline): Promise<Order>;
  getOrder(url: string, deadline: Deadline): Promise<Order>;
  getAuthorization(url: string, deadline: Deadline): Promise<Authorization>;
  respondToChallenge(challengeUrl: string, deadline: Deadline): Promise<void>;
  finalizeOrder(url: string, csrDer: Uint8Array, deadline: Deadline): Promise<Order>;
  /** The PEM text as the CA sent it (leaf first): unchecked, 256 KiB at most. */
  downloadCertificate(orderUrl: string, deadline: Deadline): Promise<string>;
  /** The same certificate with other chains, as far as the CA offered them with the download and they can be had now. */
  downloadAlternates(orderUrl: string, deadline: Deadline): Promise<string[]>;
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
