/** One question over TCP (RFC 7766), on a connection of its own. Waits for as long as the signal allows. */
import { connect } from 'node:net';
import { type Query, type Reply, readReply } from './message.ts';
import type { ServerAddress } from './server-address.ts';

/** A message's length comes first, in two octets: we never keep more than 64 KiB of an answer. */
const LENGTH_OCTETS = 2;

export async function askTcp(
  { host, port }: ServerAddress,
  query: Query,
  signal: AbortSignal,
): Promise<Reply> {
  signal.throwIfAborted();
  const socket = connect({ host, port, signal });
  try {
    socket.write(framed(query.wire));
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk]);
      const message = firstMessage(received);
      if (message !== undefined) return expectReply(message, query);
    }
    throw new Error('connection closed without an answer');
  } finally {
    socket.destroy();
  }
}

function framed(wire: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_OCTETS);
  length.writeUInt16BE(wire.length);
  return Buffer.concat([length, wire]);
}

function firstMessage(received: Buffer): Buffer | undefined {
  if (received.length < LENGTH_OCTETS) return undefined;
  const end = LENGTH_OCTETS + received.readUInt16BE(0);
  return received.length < end ? undefined : received.subarray(LENGTH_OCTETS, end);
}

function expectReply(message: Buffer, query: Query): Reply {
  const reply = readReply(message, query);
  if (reply === undefined) throw new Error('an answer that does not fit the question');
  if (reply.truncated) throw new Error('answer truncated');
  return reply;
}
