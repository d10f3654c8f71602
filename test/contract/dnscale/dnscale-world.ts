/**
 * For the contract tests of the DNScale adapter: an adapter that does not really pause, and an HTTP server that does exactly
 * what a test scripts, for answers that DNScale's emulator never gives.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createDnscale, type DnscaleOptions } from '../../../functions/dnscale/dnscale.ts';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';

export const TOKEN = 'dnscale_live_canary-4711';

/** The adapter, and the pauses it asked for, ms (it takes none of them). */
export function anAdapter(apiUrl: string, changes: Partial<DnscaleOptions> = {}) {
  const pauses: number[] = [];
  const clock = {
    now: () => new Date(),
    sleep: async (ms: number) => {
      pauses.push(ms);
    },
  };
  const dnscale = createDnscale({
    apiUrl,
    readToken: async () => TOKEN,
    clock,
    timeoutMs: 5_000,
    random: () => 0.5,
    ...changes,
  });
  return { dnscale, pauses };
}

export function aDeadline(ms = 20_000): Deadline {
  return deadlineIn(ms, systemClock);
}

export type ScriptedServer = {
  url: string;
  /** `METHOD path` of every request so far. */
  requests: string[];
};

export type Respond = (response: ServerResponse, request: IncomingMessage, count: number) => void;

const running: Server[] = [];

/** A server on loopback that answers every request with `respond`; it runs until `stopServers`. */
export async function aServer(respond: Respond): Promise<ScriptedServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    respond(response, request, requests.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, requests };
}

export async function stopServers(): Promise<void> {
  for (const server of running.splice(0)) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

export function json(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

/** The error of the call; another kind of error, or none, fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<RenewerError> {
  const thrown: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown instanceof RenewerError) return thrown;
  throw new Error(`expected a RenewerError, got ${inspect(thrown)}`);
}
