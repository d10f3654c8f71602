/**
 * Asks one server one DNS question, over UDP and, when the answer is truncated, over TCP. The forwarder asks the name
 * servers with it; the product's own resolver is not used here, since these servers test it.
 */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import packet, { type DecodedPacket, type Question } from 'dns-packet';
import { FORWARDERS_EDNS } from './edns.ts';

/** The server's answer, or undefined when it gives none within `timeoutMs` (per transport). */
export async function askServer(
  address: string,
  port: number,
  question: Question,
  timeoutMs: number,
): Promise<DecodedPacket | undefined> {
  const query = packet.encode({
    type: 'query',
    id: Math.floor(Math.random() * 65_536),
    questions: [question],
    additionals: [FORWARDERS_EDNS],
  });
  const answer = await overUdp(address, port, query, timeoutMs);
  return answer?.flag_tc ? overTcp(address, port, query, timeoutMs) : answer;
}

function overUdp(address: string, port: number, query: Buffer, timeoutMs: number) {
  return new Promise<DecodedPacket | undefined>((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const end = (answer?: DecodedPacket) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(end, timeoutMs);
    socket.once('error', () => end());
    socket.once('message', (message) => end(packet.decode(message)));
    socket.send(query, port, address);
  });
}

function overTcp(address: string, port: number, query: Buffer, timeoutMs: number) {
  return new Promise<DecodedPacket | undefined>((resolve) => {
    const socket = connect(port, address);
    let received = Buffer.alloc(0);
    const end = (answer?: DecodedPacket) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, end);
    socket.once('error', () => end());
    socket.once('close', () => end());
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const complete = received.length >= 2 && received.length >= 2 + received.readUInt16BE();
      if (complete) end(packet.decode(received.subarray(2)));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  });
}
