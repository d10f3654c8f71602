/**
 * DNS messages on the wire: one address and port, UDP and TCP, answered by a function. It owns framing, flags and
 * truncation (RFC 1035 §4.2, RFC 6891: 512 octets without EDNS, at most 1232 with) and knows no zones.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { type EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import packet, { type Answer, type DecodedPacket, type Question } from 'dns-packet';
import { EDNS, type ExtendedError, ednsOf, telling } from './edns.ts';

export const RCODE = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export type DnsReply = {
  rcode: number;
  answers: Answer[];
  authorities: Answer[];
  authoritative?: boolean;
  recursionAvailable?: boolean;
  /** The AD flag: a validating resolver vouches for the answer (RFC 4035 §3.2.3). */
  authenticData?: boolean;
  /** Sent without records, with TC set. */
  truncated?: boolean;
  /** Why it failed (RFC 8914), for clients that use EDNS. */
  extendedError?: ExtendedError;
};

export type Transport = 'udp' | 'tcp';

/** `silence` sends nothing; `close` also ends a TCP connection. */
export type DnsOutcome = DnsReply | 'silence' | 'close';

/** `query` is the whole message, for its flags and EDNS options. */
export type DnsHandler = (
  question: Question,
  transport: Transport,
  query: DecodedPacket,
) => DnsOutcome | Promise<DnsOutcome>;

export type DnsSocket = { address: string; port: number; stop(): Promise<void> };

const MIN_UDP_BYTES = 512;

/** Listens on `port` (0: a free one), the same for UDP and TCP. Rejects with the system's error when it is taken. */
export async function listenDns(address: string, port: number, handler: DnsHandler): Promise<DnsSocket> {
  const connections = new Set<Socket>();
  const tcp = createServer((connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    serveTcp(connection, handler);
  });
  await listening(tcp, () => tcp.listen({ host: address, port, ipv6Only: isIPv6(address) }));
  const bound = (tcp.address() as AddressInfo).port;

  const udp = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', ipv6Only: isIPv6(address) });
  serveUdp(udp, handler);
  try {
    await listening(udp, () => udp.bind(bound, address));
  } catch (error) {
    await closeTcp(tcp, connections);
    throw error;
  }
  return {
    address,
    port: bound,
    async stop() {
      const closed = once(udp, 'close');
      udp.close();
      await Promise.all([closed, closeTcp(tcp, connections)]);
    },
  };
}

async function listening(socket: EventEmitter, listen: () => void): Promise<void> {
  // once() rejects on 'error': the address is taken or missing.
  const begun = once(socket, 'listening');
  listen();
  await begun;
}

async function closeTcp(tcp: Server, connections: Set<Socket>): Promise<void> {
  const closed = once(tcp, 'close');
  tcp.close();
  for (const connection of connections) connection.destroy();
  await closed;
}

function serveUdp(udp: UdpSocket, handler: DnsHandler): void {
  udp.on('message', async (message, { port, address }) => {
    const query = decode(message);
    const question = query?.questions?.[0];
    if (!query || !question) return;
    const reply = await handler(question, 'udp', query);
    if (reply === 'silence' || reply === 'close') return;
    const whole = encode(query, reply);
    const fits = whole.length <= udpLimit(query);
    const bytes = fits ? whole : encode(query, { ...reply, truncated: true });
    // stop() may have closed the socket while the handler waited; UDP may lose answers.
    try {
      udp.send(bytes, port, address, () => {});
    } catch {}
  });
}

function serveTcp(connection: Socket, handler: DnsHandler): void {
  let pending = Buffer.alloc(0);
  connection.on('error', () => connection.destroy());
  connection.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE()) {
      const end = 2 + pending.readUInt16BE();
      answerTcp(connection, pending.subarray(2, end), handler);
      pending = pending.subarray(end);
    }
  });
}

async function answerTcp(connection: Socket, message: Buffer, handler: DnsHandler): Promise<void> {
  const query = decode(message);
  const question = query?.questions?.[0];
  if (!query || !question) {
    connection.destroy();
    return;
  }
  const reply = await handler(question, 'tcp', query);
  if (reply === 'close') connection.destroy();
  else if (reply !== 'silence' && connection.writable) connection.write(framed(query, reply));
}

function framed(query: DecodedPacket, reply: DnsReply): Buffer {
  const message = encode(query, reply);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

function decode(message: Buffer): DecodedPacket | undefined {
  try {
    const query = packet.decode(message);
    return query.flag_qr ? undefined : query;
  } catch {
    return undefined;
  }
}

function encode(query: DecodedPacket, reply: DnsReply): Buffer {
  const flags =
    (query.flag_rd ? packet.RECURSION_DESIRED : 0) |
    (reply.authoritative ? packet.AUTHORITATIVE_ANSWER : 0) |
    (reply.authenticData ? packet.AUTHENTIC_DATA : 0) |
    (reply.recursionAvailable ? packet.RECURSION_AVAILABLE : 0) |
    (reply.truncated ? packet.TRUNCATED_RESPONSE : 0);
  return packet.encode({
    type: 'response',
    id: query.id,
    flags: flags | reply.rcode,
    questions: query.questions,
    answers: reply.truncated ? [] : reply.answers,
    authorities: reply.truncated ? [] : reply.authorities,
    additionals: ednsOf(query) ? [reply.extendedError ? telling(reply.extendedError) : EDNS] : [],
  });
}

function udpLimit(query: DecodedPacket): number {
  const size = ednsOf(query)?.udpPayloadSize ?? MIN_UDP_BYTES;
  return Math.min(EDNS.udpPayloadSize, Math.max(MIN_UDP_BYTES, size));
}
