/**
 * An HTTPS server on loopback that behaves like a CA with one account, except where a test says otherwise: for faults that
 * Pebble cannot make. It checks no signature.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type AcmeServerOptions, createAcmeServer } from '../../functions/acme/acme-server.ts';
import { createAccountKey } from '../../functions/acme/keys.ts';
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { asRenewerError, type RenewerError } from '../../functions/engine/errors.ts';
import type { AcmeServer } from '../../functions/engine/ports/acme.ts';
import type { Clock } from '../../functions/engine/ports/time.ts';
import { issueTestCertificate } from './certificates.ts';

export type Reply = { status?: number; headers?: Record<string, string>; body?: unknown };

export type ScriptedCa = {
  url: string;
  /** For a client that is made without `acmeServer`. */
  trustedCaPem: string | undefined;
  /** `POST /new-order` and so on, oldest first. */
  requests: string[];
  /** Replaces the usual reply of a path; a function handles the whole response itself. */
  replies: Map<string, Reply | ((request: IncomingMessage, response: ServerResponse) => void)>;
  /** Replies that are made of the request. */
  computed: Map<string, (request: IncomingMessage) => Reply | Promise<Reply>>;
  acmeServer(changes?: Partial<AcmeServerOptions>): AcmeServer;
  /** Does what a server does with idle connections after a while. */
  closeConnections(): void;
  stop(): Promise<void>;
};

/** The system's time, with hardly any pause between two tries: for tests that are not about pauses. */
export const HURRIED_CLOCK: Clock = {
  ...systemClock,
  sleep: (_, deadline) => systemClock.sleep(1, deadline),
};

export async function startScriptedCa(): Promise<ScriptedCa> {
  const HOUR_MS = 3_600_000;
  const listener = await issueTestCertificate({
    domainNames: ['localhost'],
    notBefore: new Date(Date.now() - HOUR_MS),
  });
  const requests: string[] = [];
  const replies: ScriptedCa['replies'] = new Map();
  const computed: ScriptedCa['computed'] = new Map();
  const server = createServer({ cert: listener.pem, key: listener.privateKeyPem }, (request, response) => {
    const path = request.url ?? '';
    requests.push(`${request.method} ${path}`);
    const compute = computed.get(path);
    if (compute) return void Promise.resolve(compute(request)).then((made) => send(response, made));
    const reply = replies.get(path) ?? usual(path, url);
    if (typeof reply === 'function') reply(request, response);
    else send(response, reply);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    trustedCaPem: listener.chainPems[1],
    requests,
    replies,
    computed,
    acmeServer: (changes) =>
      createAcmeServer({
        directoryUrl: `${url}/directory`,
        loadAccountKey: async () => createAccountKey(),
        termsOfServiceAgreed: true,
        clock: HURRIED_CLOCK,
        trustedCaPem: listener.chainPems[1],
        ...changes,
      }),
    closeConnections: () => server.closeAllConnections(),
    stop: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A pending order for example.com, in the CA's words. */
export function anOrderMessage(url: string): Record<string, unknown> {
  return {
    status: 'pending',
    identifiers: [{ type: 'dns', value: 'example.com' }],
    authorizations: [`${url}/authorization/1`],
    finalize: `${url}/finalize/1`,
  };
}

/**
 * A challenge as Boulder has it since July 2026: while the first answer is being validated, a further one gets 409, and the
 * challenge itself still reads `pending`.
 *
 * @param repliesLost how many answers it takes without a reply. @default 0
 */
export function createStrictChallenge({ repliesLost = 0 } = {}) {
  let answers = 0;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const isRead = JSON.parse(Buffer.concat(parts).toString()).payload === '';
    if (!isRead) answers += 1;
    if (!isRead && answers <= repliesLost) return void request.socket.destroy();
    if (isRead || answers === 1) send(response, { body: { type: 'dns-01', status: 'pending' } });
    else send(response, { status: 409, body: { type: `${PROBLEM}conflict`, detail: 'being validated' } });
  };
}

const PROBLEM = 'urn:ietf:params:acme:error:';

/** The error of newOrder for example.com when `path` replies like this. */
export async function failureOf(ca: ScriptedCa, path: string, reply: Reply): Promise<RenewerError> {
  ca.replies.set(path, reply);
  const order = ca
    .acmeServer()
    .createOrder({ domainNames: ['example.com'] }, deadlineIn(20_000, systemClock));
  return order.then(() => {
    throw new Error('newOrder did not fail.');
  }, asRenewerError);
}

function usual(path: string, url: string): Reply {
  switch (path) {
    case '/directory':
      return {
        body: {
          newNonce: `${url}/new-nonce`,
          newAccount: `${url}/new-account`,
          newOrder: `${url}/new-order`,
          revokeCert: `${url}/revoke-cert`,
          meta: { termsOfService: `${url}/terms.pdf`, profiles: { classic: 'The usual one' } },
        },
      };
    case '/new-nonce':
      return {};
    case '/new-account':
      return { headers: { location: `${url}/account/1` }, body: { status: 'valid' } };
    case '/new-order':
      return { status: 201, headers: { location: `${url}/order/1` }, body: anOrderMessage(url) };
    case '/order/1':
      return { body: anOrderMessage(url) };
    default:
      return { status: 404, body: { type: `${PROBLEM}malformed`, detail: 'No such thing' } };
  }
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const contentType = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, {
    'content-type': contentType,
    'replay-nonce': crypto.randomUUID(),
    ...headers,
  });
  response.end(text ?? '');
}
