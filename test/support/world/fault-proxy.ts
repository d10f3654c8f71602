/**
 * An HTTP proxy on a free loopback port for one service of the AWS emulator or several: Lambdas get its address as
 * AWS_ENDPOINT_URL_<SERVICE>. Requests that a fault is set for get that fault's answer and go no further; all
 * others stream through as they are.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type AwsFault = {
  /** @default any method */
  method?: string;
  /** Tested against the path, `/<bucket>/<key>` for S3. @default any path */
  path?: RegExp;
  /** The operation, as services with a JSON protocol name it: `CertificateManager.ImportCertificate`. @default any */
  target?: string;
  /** How many requests are hit. @default every one until clear() */
  times?: number;
  answer: { status: number; type: string; body: string };
};

export type FaultProxy = {
  url: string;
  /** Where requests go. Until then they are answered with 503. */
  forwardTo(url: string): void;
  /** The first fault that applies wins. */
  add(fault: AwsFault): void;
  clear(): void;
  /** How many requests got a fault's answer since the last clear(). */
  hits(): number;
  stop(): Promise<void>;
};

export async function startFaultProxy(): Promise<FaultProxy> {
  let faults: Required<Pick<AwsFault, 'times' | 'answer'>>[] & AwsFault[] = [];
  let target: URL | undefined;
  let hits = 0;

  const server = createServer((incoming, response) => {
    const fault = faults.find((candidate) => candidate.times > 0 && isMeant(candidate, incoming));
    if (fault) {
      fault.times -= 1;
      hits += 1;
    }
    if (fault || !target) answer(incoming, response, fault?.answer);
    else forward(incoming, response, target);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo: (url) => {
      target = new URL(url);
    },
    add: (fault) => void faults.push({ times: Number.POSITIVE_INFINITY, ...fault }),
    clear: () => {
      faults = [];
      hits = 0;
    },
    hits: () => hits,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function isMeant({ method, path, target }: AwsFault, { method: given, url = '', headers }: IncomingMessage) {
  if (method !== undefined && method !== given) return false;
  if (target !== undefined && target !== headers['x-amz-target']) return false;
  return path?.test(url) ?? true;
}

const NOWHERE: AwsFault['answer'] = { status: 503, type: 'text/plain', body: 'forwardTo() was not called' };

function answer(incoming: IncomingMessage, response: ServerResponse, { status, type, body } = NOWHERE): void {
  incoming.resume();
  incoming.on('end', () => response.writeHead(status, { 'content-type': type }).end(body));
}

function forward(incoming: IncomingMessage, response: ServerResponse, { hostname, port }: URL): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ hostname, port, method, path, headers, agent: false }, (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.on('error', () => response.destroy());
    reply.pipe(response);
  });
  // Whichever side breaks off, the other one sees it.
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
