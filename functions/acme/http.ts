/**
 * One HTTPS request to the CA; the only file here that knows undici. A request ends at the run's deadline, after
 * `timeoutMs`, or after 1 MiB of answer. It follows no redirect, uses no proxy and logs nothing.
 */
import dns from 'node:dns';
import { setImmediate } from 'node:timers/promises';
import { createSecureContext, getCACertificates } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { Agent, type Dispatcher } from 'undici';
import {
  addressesTried,
  compileParserOnce,
  TURNS_UNTIL_FREE,
  waitForSlowAddresses,
} from '../engine/connections.ts';
import { orAborted, throwIfOver } from '../engine/deadline.ts';
import { printable, RenewerError } from '../engine/errors.ts';
import { createGate } from '../engine/gate.ts';
import { memoize } from '../engine/memoize.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { guardOrigins } from '../engine/private-origins.ts';
import { createRedactor, type Redact } from '../engine/redact.ts';
import { caUnavailable } from './ca-errors.ts';
import { USER_AGENT } from './user-agent.ts';

export type HttpRequest = {
  method: 'GET' | 'HEAD' | 'POST';
  url: URL;
  body?: string | undefined;
  /** A read is sent once more when its connection breaks. A write is not: the CA may have carried it out. */
  isRead: boolean;
  /** What it holds and its answer may not repeat. @default - nothing */
  withheld?: string | undefined;
};

export type HttpAnswer = { status: number; headers: Record<string, string>; body: string };

export type SendHttp = (request: HttpRequest, deadline: Deadline) => Promise<HttpAnswer>;

export type HttpOptions = {
  clock: Pick<Clock, 'now'>;
  /** The CA's, from the configuration. */
  directoryUrl: string;
  /** Whether its servers may stand at private addresses. @default - as the directory's URL does */
  allowPrivateOrigins?: boolean | undefined;
  /** For one request, from when there is a connection for it: only the deadline bounds the wait for one. */
  timeoutMs: number;
  /** A CA (PEM) to trust beside the machine's own, for a private ACME server. @default none */
  trustedCaPem?: string | undefined;
  /** Takes the secrets that are known by now out of a text of the CA. @default - there are none */
  redact?: Redact | undefined;
};

const LARGEST_ANSWER_BYTES = 1024 * 1024;

/**
 * Let's Encrypt allows 20 requests a second, and five connections carry those if each takes a quarter of a second. The authorizations
 * have opened as many (PARALLEL_READS): another one for an answer takes longer than its turn on one that is open.
 */
const CONNECTIONS = 5;

const BROKEN_CONNECTION = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** As long as undici itself keeps an idle connection. */
const KEEP_ALIVE_MS = 4_000;

export function createHttp(options: HttpOptions): SendHttp {
  const { clock, timeoutMs, trustedCaPem, directoryUrl, allowPrivateOrigins = false } = options;
  const { redact = (text) => text } = options;
  waitForSlowAddresses();
  compileParserOnce(setFlagsFromString);
  const guard = guardOrigins({ configuredUrl: directoryUrl, allowPrivateOrigins, lookup: dns.lookup });
  const trust = trustOf(trustedCaPem);
  const connect = () =>
    new Agent({
      allowH2: false,
      connections: CONNECTIONS,
      maxResponseSize: LARGEST_ANSWER_BYTES,
      connect: { ...trust, timeout: timeoutMs, lookup: guard.lookup },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  const agents = keepFresh(connect, clock);

  const exchange = inTurn(async (request, deadline) => {
    const { method, url, body } = request;
    const signal = AbortSignal.any([deadline.signal, AbortSignal.timeout(timeoutMs)]);
    const askedAtMs = performance.now();
    const asked = agents.use().request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { 'user-agent': USER_AGENT, ...(body && { 'content-type': 'application/jose+json' }) },
      body: body ?? null,
      // undici would close the connection after every HEAD, so that each new nonce would cost a handshake.
      reset: false,
      signal,
    });
    // undici obeys the signal only once it is connected, and a server may be slow to say hello.
    const answering = orAborted(asked, signal).then((got) => readAnswer(got, redactorFor(request, redact)));
    const answer = await answering.catch((error) => {
      const waitedMs = performance.now() - askedAtMs;
      const who = `the CA at ${url.host}`;
      throwIfOver(deadline, { who, request: `${method} ${url.pathname}`, waitedMs });
      throw error;
    });
    agents.used();
    return answer;
  });

  return async (request, deadline) => {
    try {
      deadline.signal.throwIfAborted();
      guard.checkHost(request.url.hostname);
      return await exchange(request, deadline).catch((error) => {
        if (request.isRead && BROKEN_CONNECTION.has(codeOf(error))) return exchange(request, deadline);
        throw error;
      });
    } catch (error) {
      if (error instanceof RenewerError) throw error;
      if (deadline.signal.aborted) throw deadline.signal.reason;
      // A server's certificate too is text from outside: Node quotes its names.
      const cause = withoutInternals(error, redactorFor(request, redact));
      const seen = inWords(error, timeoutMs) ?? cause.message;
      throw caUnavailable(request.url.host, seen, { cause, ...trustAdvice(error) });
    }
  };
}

/** Lambda freezes between runs: older connections are dead by then, and do not always say so. */
function keepFresh(connect: () => Agent, clock: Pick<Clock, 'now'>) {
  let agent = connect();
  let usedAtMs = clock.now().getTime();
  // Also at an answer: a slow CA takes longer for it than undici keeps an idle connection.
  const used = () => {
    usedAtMs = clock.now().getTime();
  };
  const use = () => {
    if (clock.now().getTime() - usedAtMs > KEEP_ALIVE_MS) {
      agent.close().catch(() => {});
      agent = connect();
    }
    used();
    return agent;
  };
  return { use, used };
}

/** Parsed once: hundreds of root certificates take tens of milliseconds, which every connection would cost. */
function trustOf(trustedCaPem: string | undefined) {
  if (trustedCaPem === undefined) return {};
  return { secureContext: createSecureContext({ ca: [...getCACertificates('default'), trustedCaPem] }) };
}

/** As many at once as a server has connections: what waits here does not use up its time. */
function inTurn(exchange: SendHttp): SendHttp {
  const gateOf = memoize((_origin: string) => createGate(CONNECTIONS));
  return async (request, deadline) => {
    const leave = await gateOf(request.url.origin).enter(deadline.signal);
    try {
      return await exchange(request, deadline);
    } finally {
      leave();
    }
  };
}

/** What the request holds is known to it alone. */
function redactorFor({ withheld }: HttpRequest, redact: Redact): Redact {
  if (!withheld) return redact;
  const redactSent = createRedactor(withheld);
  return (text) => redactSent(redact(text));
}

async function readAnswer(
  { statusCode: status, headers, body }: Dispatcher.ResponseData,
  redacted: Redact,
): Promise<HttpAnswer> {
  const text = await body.text();
  for (let turn = 0; turn < TURNS_UNTIL_FREE; turn += 1) await setImmediate();
  return { status, headers: firstValues(headers, redacted), body: redacted(text) };
}

/** Of a header that was sent twice, the first one counts; links are a list in any case (RFC 8288 §3). */
function firstValues(
  headers: Record<string, string | string[] | undefined>,
  redacted: Redact,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const values = [value ?? []].flat();
      const [first] = name === 'link' && values.length > 0 ? [values.join(', ')] : values;
      return first === undefined ? [] : [[name, redacted(first)]];
    }),
  );
}

/** Node knows no root of the server's certificate. */
const NOT_TRUSTED = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

function trustAdvice(error: unknown): { adviceToCaller?: string } {
  return NOT_TRUSTED.has(codeOf(error)) ? { adviceToCaller: TRUST_IT } : {};
}

const TRUST_IT =
  'This machine does not trust it. If it is a CA of your own, let NODE_EXTRA_CA_CERTS name a file with its root certificate (PEM).';

const TIMED_OUT = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Undefined for an error that is described best by its own text. */
function inWords(error: unknown, timeoutMs: number): string | undefined {
  const code = codeOf(error);
  const tried = addressesTried(error);
  if (tried) return tried;
  if (TIMED_OUT.has(code) || (error instanceof Error && error.name === 'TimeoutError')) {
    return `no complete answer within ${timeoutMs / 1000} s`;
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'its answer is larger than 1 MiB and was not read';
  return undefined;
}

/** undici's errors hold sockets and requests; the cause that we keep holds words only. */
function withoutInternals(error: unknown, redacted: Redact): Error {
  // Several addresses tried: the outer error has no text of its own.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  const code = codeOf(error);
  const message = redacted(cause instanceof Error ? cause.message : String(cause));
  return new Error(printable(code === '' || message.includes(code) ? message : `${message} (${code})`));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
