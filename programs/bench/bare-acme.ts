/**
 * ACME (RFC 8555) with nothing around it, for the floor: signs with ES256, posts, reads JSON, throws at any status that
 * is not 2xx. No retries, no bounds, no checks: it must cost no more than its requests.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { Agent } from 'undici';

export type AcmeReply = { location: string; body: string };

export type BareAcme = {
  /** The directory's addresses, by their names in RFC 8555 §7.1.1. */
  directory: Record<string, string>;
  /** A signed POST; without payload a POST-as-GET. */
  post(url: string, payload?: object): Promise<AcmeReply>;
  /** The TXT value for a challenge's token (RFC 8555 §8.4). */
  txtValue(token: string): string;
  close(): Promise<void>;
};

type BareAcmeOptions = {
  directoryUrl: string;
  caPem: string;
  accountKeyPem: string;
  /** Absent for the request that creates the account. */
  accountUrl?: string;
};

export async function openBareAcme(options: BareAcmeOptions): Promise<BareAcme> {
  const { directoryUrl, caPem, accountKeyPem, accountUrl } = options;
  const agent = new Agent({ allowH2: false, connect: { ca: caPem } });
  const key = createPrivateKey(accountKeyPem);
  const jwk = publicJwk(key);
  const nonces: string[] = [];

  async function send(method: 'GET' | 'HEAD' | 'POST', url: string, body?: string): Promise<AcmeReply> {
    const { origin, pathname } = new URL(url);
    const headers = { 'user-agent': 'dnscale-certs-bench', 'content-type': 'application/jose+json' };
    const exchange = { origin, path: pathname, method, headers, body: body ?? null };
    const reply = await agent.request({ ...exchange, reset: false }); // undici closes after a HEAD, else
    const text = await reply.body.text();
    if (reply.statusCode >= 300)
      throw new Error(`${method} ${url} was answered ${reply.statusCode}: ${text}`);
    const nonce = reply.headers['replay-nonce'];
    if (nonce) nonces.push(String(nonce));
    return { location: String(reply.headers.location ?? ''), body: text };
  }

  const directory: Record<string, string> = JSON.parse((await send('GET', directoryUrl)).body);

  async function nextNonce(): Promise<string> {
    if (nonces.length === 0) await send('HEAD', directory.newNonce ?? '');
    return nonces.pop() ?? nextNonce(); // a parallel request may have taken ours
  }

  return {
    directory,
    post: async (url, payload) => {
      const identity = accountUrl === undefined ? { jwk } : { kid: accountUrl };
      const header = { alg: 'ES256', nonce: await nextNonce(), url, ...identity };
      return send('POST', url, signed(header, payload, key));
    },
    txtValue: (token) => sha256(`${token}.${sha256(JSON.stringify(jwk))}`),
    close: () => agent.close(),
  };
}

/** Registers the account and returns its URL. */
export async function makeAccount(options: BareAcmeOptions): Promise<string> {
  const acme = await openBareAcme(options);
  const { location } = await acme.post(acme.directory.newAccount ?? '', { termsOfServiceAgreed: true });
  await acme.close();
  return location;
}

/** Its members in the order of RFC 7638, so that its JSON is the thumbprint's input too. */
function publicJwk(key: KeyObject) {
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' });
  return { crv, kty, x, y };
}

function signed(header: object, payload: object | undefined, key: KeyObject): string {
  const head = base64url(JSON.stringify(header));
  const body = payload === undefined ? '' : base64url(JSON.stringify(payload));
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' });
  return JSON.stringify({ protected: head, payload: body, signature: signature.toString('base64url') });
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
