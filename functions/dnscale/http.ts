/**
 * One HTTP request to the DNScale API, with one outcome. It never follows a redirect, never uses a proxy, reads at most
 * 6 MiB, and never waits longer than the request's timeout or the run's deadline. The caller judges the outcome.
 */
import dns from 'node:dns';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { Agent } from 'undici';
import {
  addressesTried,
  compileParserOnce,
  TURNS_UNTIL_FREE,
  waitForSlowAddresses,
} from '../engine/connections.ts';
import { orAborted, throwIfOver } from '../engine/deadline.ts';
import { RenewerError } from '../engine/errors.ts';
import { createGate } from '../engine/gate.ts';
import { memoize } from '../engine/memoize.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { guardOrigins } from '../engine/private-origins.ts';
import { createRedactor } from '../engine/redact.ts';
import { parseApiUrl } from './api-url.ts';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's base path, begins with a slash, already percent-encoded. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
};

export type Answer = {
  kind: 'answer';
  url: string;
  status: number;
  text: string;
  retryAfter?: string | undefined;
  requestId?: string | undefined;
};

/** How a request ended. After silence, DNScale may have carried it out all the same. */
export type Outcome = Answer | { kind: 'silence'; url: string; reason: string };

export type Send = (request: HttpRequest, token: string, deadline: Deadline) => Promise<Outcome>;

export type HttpOptions = {
  apiUrl: string;
  /** For one request, from when there is a connection for it: only the deadline bounds the wait for one. */
  timeoutMs: number;
  /** Whether its name may lead to private addresses. @default false */
  allowPrivateOrigins?: boolean | undefined;
};

/** The longest page of a list: 1,000 records with 5 KiB each. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** More requests at once than this wait for a free connection. The gate lets 32 writes through; reads are beside them. */
const MAX_CONNECTIONS = 40;

/**
 * The returned function throws the deadline's own error once it has passed, `config-invalid` when the API's name leads to
 * private addresses, and nothing else.
 */
export function createHttp({ apiUrl, timeoutMs, allowPrivateOrigins = false }: HttpOptions): Send {
  waitForSlowAddresses();
  compileParserOnce(setFlagsFromString);
  const { origin, basePath } = parseApiUrl(apiUrl);
  const { lookup } = guardOrigins({ configuredUrl: apiUrl, allowPrivateOrigins, lookup: dns.lookup });
  const agent = new Agent({
    allowH2: false,
    connect: { timeout: timeoutMs, lookup },
    connections: MAX_CONNECTIONS,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MAX_BODY_BYTES,
  });
  const gate = createGate(MAX_CONNECTIONS);
  // Made once for a token: that takes longer than a request.
  const redactorOf = memoize((token: string) => createRedactor(token, '[token]'));
  return async ({ method, path, body }, token, deadline) => {
    deadline.signal.throwIfAborted();
    const url = `${origin}${basePath}${path}`;
    const redacted = redactorOf(token);
    const leave = await gate.enter(deadline.signal);
    const askedAtMs = performance.now();
    try {
      const signal = AbortSignal.any([deadline.signal, AbortSignal.timeout(timeoutMs)]);
      const asked = agent.request({
        origin,
        path: `${basePath}${path}`,
        method,
        headers: headersFor(token, body !== undefined),
        body: body === undefined ? null : JSON.stringify(body),
        signal,
      });
      // undici obeys the signal only once it is connected, and a server may be slow to say hello.
      const response = await orAborted(asked, signal);
      const { headers, statusCode: status } = response;
      const header = (name: string) => [headers[name] ?? []].flat().map(redacted)[0];
      const text = redacted(await response.body.text());
      for (let turn = 0; turn < TURNS_UNTIL_FREE; turn += 1) await setImmediate();
      return {
        kind: 'answer',
        url,
        status,
        text,
        retryAfter: header('retry-after'),
        requestId: header('x-request-id'),
      };
    } catch (thrown) {
      const waitedMs = performance.now() - askedAtMs;
      throwIfOver(deadline, { who: 'DNScale', request: `${method} ${url}`, waitedMs });
      if (thrown instanceof RenewerError) throw thrown;
      return { kind: 'silence', url, reason: reasonOf(thrown, timeoutMs) };
    } finally {
      leave();
    }
  };
}

function headersFor(token: string, hasBody: boolean): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'user-agent': 'dnscale-certs',
    ...(hasBody && { 'content-type': 'application/json' }),
  };
}

/** In words, from error codes only: the text of a network error may quote the request. */
function reasonOf(thrown: unknown, timeoutMs: number): string {
  const { code, name } = Object(thrown) as { code?: unknown; name?: unknown };
  const tried = addressesTried(thrown);
  if (tried) return tried;
  if (name === 'TimeoutError') return `no complete answer within ${timeoutMs / 1000} s`;
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return `no complete answer within ${timeoutMs / 1000} s`;
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
      return 'an answer of more than 6 MiB, which was not read';
    case 'UND_ERR_SOCKET':
      return 'the connection broke before the answer was complete';
    default:
      return `the connection failed (${String(code ?? name)})`;
  }
}
