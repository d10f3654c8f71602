/**
 * DNScale's REST API on a free loopback port: reads a request, carries out a fault if one is set, asks the routes, keeps the
 * request log, which never holds a token.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultDecision, FaultReply } from './faults.ts';
import { ApiProblem } from './rest-input.ts';
import type { Presentation } from './rest-output.ts';
import { type RouteAnswer, route } from './rest-routes.ts';
import type { TokenBook } from './tokens.ts';
import type { ZoneBook } from './zone-book.ts';

export type LoggedRequest = {
  at: Date;
  method: string;
  /** Path and query, `/v1/…`. */
  path: string;
  /** 0 until there is an answer. */
  status: number;
};

export type RestServerOptions = {
  book: ZoneBook;
  tokens: TokenBook;
  present: Presentation;
  nextFault: FaultDecision;
  log: LoggedRequest[];
  latencyMs: number;
};

export async function startRestServer(options: RestServerOptions) {
  const stopping = new AbortController();
  const underWay = new Set<IncomingMessage>();
  const server = createServer((request, response) => {
    underWay.add(request);
    serve(request, response, { ...options, stopping: stopping.signal, underWay })
      // A client that has gone, or stop(), ends an exchange early: then no answer is needed.
      .catch(() => response.destroy())
      .finally(() => underWay.delete(request));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async stop(): Promise<void> {
      stopping.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: RestServerOptions & { stopping: AbortSignal; underWay: ReadonlySet<IncomingMessage> },
): Promise<void> {
  const { method = '', url: path = '' } = request;
  const logged: LoggedRequest = { at: new Date(), method, path, status: 0 };
  options.log.push(logged);
  const body = await readBody(request);
  const fault: Fault = options.nextFault({ method, path, underWay: options.underWay.size }) ?? {};
  await sleep(options.latencyMs + (fault.delayMs ?? 0), undefined, { signal: options.stopping });

  const answer = fault.reply && !fault.applied ? undefined : answerTo(request, body, options);
  const reply = fault.reply ?? answer;
  if (!reply || reply === 'hang') return;
  if (reply === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  logged.status = reply.status;
  send(response, reply);
}

async function readBody(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

function answerTo(request: IncomingMessage, body: string, options: RestServerOptions): RouteAnswer {
  try {
    const { book, present, tokens } = options;
    const url = new URL(request.url ?? '', 'http://emulator');
    const grant = tokens.grantOf(request.headers.authorization);
    if (!grant) throw new ApiProblem(401, 'UNAUTHORIZED', 'missing or invalid API key');
    const call = { book, present, grant, query: url.searchParams, body: parseJson(body) };
    return route(request.method ?? '', { ...call, segments: pathSegments(url.pathname) });
  } catch (thrown) {
    const problem =
      thrown instanceof ApiProblem ? thrown : new ApiProblem(500, 'INTERNAL_ERROR', `emulator: ${thrown}`);
    const { status, code, message, details } = problem;
    return { status, body: { status: 'error', error: { code, message, ...(details && { details }) } } };
  }
}

function parseJson(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch {
    throw new ApiProblem(400, 'INVALID_JSON', 'the body is not JSON');
  }
}

function pathSegments(path: string): string[] {
  try {
    const [, version, ...segments] = path.split('/').map(decodeURIComponent);
    return version === 'v1' ? segments : [];
  } catch {
    throw new ApiProblem(400, 'INVALID_PATH', 'the path is not properly encoded');
  }
}

function send(response: ServerResponse, reply: Exclude<FaultReply, string>): void {
  const { status, headers = {}, body } = reply;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(status, {
    ...(text !== undefined && { 'content-type': type }),
    'x-request-id': randomUUID(),
    ...headers,
  });
  response.end(text);
}
