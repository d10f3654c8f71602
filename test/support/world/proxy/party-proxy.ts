/**
 * A proxy before one party (the CA, DNScale or AWS) on a free loopback port. It names each request, writes it into a log
 * that all parties share, asks a script what to do with it, and does that: it decides nothing. Pebble and the AWS emulator
 * see the proxy's own address as `Host`, so the addresses that they give out lead here.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Act, Script } from './acts.ts';
import { type Answer, deliver, type Upstream } from './exchange.ts';
import { nameOperation, type Party } from './operations.ts';
import type { PartyRequest, RequestLog } from './request-log.ts';

export type PartyProxyOptions = {
  party: Party;
  log: RequestLog;
  script: Script;
  /** The listener's certificate. @default plain HTTP */
  tls?: { certificatePem: string; privateKeyPem: string } | undefined;
};

export type PartyProxy = {
  /** `https://localhost:port` with TLS, else `http://127.0.0.1:port`. */
  origin: string;
  /** Where requests go. Until then they are answered with 503. */
  forwardTo(upstream: Upstream): void;
  /** May be called twice. */
  stop(): Promise<void>;
};

type Served = PartyProxyOptions & { upstream(): Upstream | undefined };

export async function startPartyProxy(options: PartyProxyOptions): Promise<PartyProxy> {
  let upstream: Upstream | undefined;
  const served: Served = { ...options, upstream: () => upstream };
  const listener: RequestListener = (incoming, response) => {
    // A client that has gone, or stop(), ends an exchange early: then no answer is needed.
    serve(incoming, response, served).catch(() => response.destroy());
  };
  const { tls } = options;
  const server = tls
    ? createTlsServer({ cert: tls.certificatePem, key: tls.privateKeyPem }, listener)
    : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    origin: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    forwardTo: (target) => {
      upstream = target;
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(incoming: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { party, log, script } = served;
  const { remotePort: from = 0, localPort: to = 0 } = incoming.socket;
  const { method = '', url: path = '', headers } = incoming;
  const body = await readBody(incoming);
  const text = body.toString();
  const operation = nameOperation(party, { method, path, target: headers['x-amz-target'], body: text });
  const request = log.add({ party, operation, method, path, body: text, connection: { from, to } });
  await carryOut(script(request) ?? {}, { incoming, body, response, request, served });
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts);
}

type Exchange = {
  incoming: IncomingMessage;
  body: Buffer;
  response: ServerResponse;
  request: PartyRequest;
  served: Served;
};

const NOWHERE: Answer = { status: 503, headers: {}, body: Buffer.from('forwardTo() was not called') };

async function carryOut(act: Act, { incoming, body, response, request, served }: Exchange): Promise<void> {
  await act.first?.(request);
  let answer = NOWHERE;
  if (act.isForwarded ?? true) {
    const upstream = served.upstream();
    answer = upstream ? await upstream({ incoming, body }) : NOWHERE;
    request.status = answer.status;
  }
  await act.beforeReply?.(request);
  await deliver(response, answer, act.reply ?? 'answer');
  await act.afterReply?.(request);
}
