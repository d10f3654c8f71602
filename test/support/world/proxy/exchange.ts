/** Both halves of a proxied exchange: carries a request to a party, and its answer (or worse) to the client. */
import { once } from 'node:events';
import {
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';

export type Answer = { status: number; headers: OutgoingHttpHeaders; body: Buffer };

/** The party itself. Rejects when it cannot be reached. */
export type Upstream = (sent: { incoming: IncomingMessage; body: Buffer }) => Promise<Answer>;

export type Reply =
  /** As the party gave it. */
  | 'answer'
  /** The connection is reset, without an answer. */
  | 'reset'
  /** Never anything; the connection stays open until the client or stop() closes it. */
  | 'hang'
  /** The head and half of the body, then the connection breaks. */
  | 'truncated'
  /** Another answer, made of the party's. */
  | ((answer: Answer) => Answer);

/**
 * @param caPem for https: the CA of its listener's certificate.
 * @param isKeptAlive saves a handshake for each request, at a party that never closes an idle connection. Else a connection that
 * it has just closed would be a fault that is not in the script.
 */
export function upstreamAt(url: string, caPem?: string, isKeptAlive = false): Upstream {
  const { protocol, hostname, port } = new URL(url);
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  const trust = caPem === undefined ? {} : { ca: caPem };
  const agent = isKeptAlive && protocol === 'https:' ? new Agent({ keepAlive: true, ...trust }) : false;
  return async ({ incoming: { method, url: path, headers }, body }) => {
    const onward = send({ hostname, port, method, path, headers, agent, ...trust });
    onward.end(body);
    const [reply] = (await once(onward, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of reply) parts.push(part);
    return { status: reply.statusCode ?? 502, headers: reply.headers, body: Buffer.concat(parts) };
  };
}

/** A problem document for a status of 400 or more. */
export function jsonAnswer(status: number, message: object): Answer {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  return { status, headers: { 'content-type': type }, body: Buffer.from(JSON.stringify(message)) };
}

/** Resolves once the answer is handed to the system. */
export async function deliver(response: ServerResponse, answer: Answer, reply: Reply): Promise<void> {
  if (reply === 'hang') return;
  if (reply === 'reset') {
    response.req.socket.resetAndDestroy();
    return;
  }
  const { status, headers, body } = typeof reply === 'function' ? reply(answer) : answer;
  response.writeHead(status, withLength(headers, body, response.req.method));
  if (reply === 'truncated') {
    response.write(body.subarray(0, body.length / 2), () => response.req.socket.destroy());
    return;
  }
  const finished = once(response, 'finish');
  response.end(body);
  await finished;
}

/** The body is always sent as a whole; an answer to HEAD keeps its `content-length`. */
function withLength(headers: OutgoingHttpHeaders, body: Buffer, method: string | undefined) {
  const { 'transfer-encoding': _, connection: __, ...kept } = headers;
  return method === 'HEAD' ? kept : { ...kept, 'content-length': body.length };
}
