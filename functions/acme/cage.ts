/**
 * Cages acme-client. We use the layer that signs requests (JWS, RFC 8555 §6.2), answers `badNonce` (§6.5) and names the
 * resources; its own HTTP stack, retries, polling and PEM parsing never run. acme-client has no types for this layer, so we
 * declare them here.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Client } from 'acme-client';
import type { ExternalAccount } from '../engine/ports/acme.ts';

/** How acme-client asks for one HTTP exchange. The only answer of 400 or more that reaches it is `badNonce`. */
export type CarryRequest = (
  url: string,
  method: 'get' | 'head' | 'post',
  options?: { data?: SignedBody },
) => Promise<AcmeAnswer>;

type SignedBody = { protected: string; payload: string; signature: string };

/** `data` is an object (JSON), a text (PEM) or '', not checked yet. */
export type AcmeAnswer = { status: number; headers: Record<string, string>; data: unknown };

type ExternalBinding = Pick<ExternalAccount, 'keyId' | 'hmacKey'>;

export type AccountRequest =
  | { onlyReturnExisting: true }
  | { termsOfServiceAgreed: true; contact?: string[] | undefined };

type NewOrderRequest = {
  identifiers: { type: 'dns'; value: string }[];
  profile?: string | undefined;
  replaces?: string | undefined;
};

export interface CagedClient {
  readonly api: {
    /** Unlike `Client.createAccount`, it does not send an update to an account that exists. */
    createAccount(request: AccountRequest): Promise<AcmeAnswer>;
    createOrder(request: NewOrderRequest): Promise<AcmeAnswer>;
    getOrder(url: string): Promise<AcmeAnswer>;
    getAuthorization(url: string): Promise<AcmeAnswer>;
    completeChallenge(url: string, response: Record<never, never>): Promise<AcmeAnswer>;
    finalizeOrder(url: string, request: { csr: string }): Promise<AcmeAnswer>;
    /** POST-as-GET when the payload is null. */
    apiRequest(url: string, payload: object | null, expectedStatus: number[]): Promise<AcmeAnswer>;
    /** Without the account's `kid` it is signed by the key alone (RFC 8555 §6.2). */
    apiResourceRequest(
      resource: 'revokeCert',
      payload: object,
      expectedStatus: number[],
      options: { includeJwsKid: boolean },
    ): Promise<AcmeAnswer>;
  };
  /** For dns-01 this is the TXT value itself: base64url(SHA-256(key authorization)). */
  getChallengeKeyAuthorization(challenge: { type: 'dns-01'; token: string }): Promise<string>;
}

/** At 90 % refused nonces, 200 tries in a row fail once in a billion; the deadline bounds them all. */
const BAD_NONCE_RETRIES = 200;

type AccountKey = { keyPem: string; url?: string | undefined; external?: ExternalBinding | undefined };

/** @param account the same object for each of its requests: its key is read once. */
export type OpenClient = (account: AccountKey, carry: CarryRequest) => CagedClient;

/** Of one CA. The keys that it has read are its own, and go with it. */
export function createCage(directoryUrl: string): OpenClient {
  const readKeys = new WeakMap<AccountKey, ReadKey>();
  return (account, carry) => {
    const client = clientOf(directoryUrl, account);
    const key = readKeys.get(account) ?? {
      keyObject: createPrivateKey(account.keyPem),
      jwk: client.http.getJwk(),
    };
    readKeys.set(account, key);
    client.http.accountKey = key.keyObject;
    client.http.jwk = key.jwk;
    client.http.request = carry;
    client.http.maxBadNonceRetries = BAD_NONCE_RETRIES;
    return client;
  };
}

function clientOf(directoryUrl: string, account: AccountKey): CagedClient & { http: CagedHttp } {
  const client: unknown = new Client({
    directoryUrl,
    accountKey: account.keyPem,
    ...(account.url !== undefined && { accountUrl: account.url }),
    // It goes into newAccount alone, and only when that registers.
    ...(account.external && {
      externalAccountBinding: { kid: account.external.keyId, hmacKey: account.external.hmacKey },
    }),
  });
  return client as CagedClient & { http: CagedHttp };
}

type CagedHttp = {
  request: CarryRequest;
  maxBadNonceRetries: number;
  accountKey: KeyObject;
  jwk: object;
  getJwk(): object;
};

/** acme-client reads the key's PEM twice for each request; an order for a hundred names has three hundred of them. */
type ReadKey = Pick<CagedHttp, 'jwk'> & { keyObject: KeyObject };
