/**
 * A DNS server on loopback whose every answer a test scripts, over UDP and TCP on one free port. It logs the questions, and
 * a script may also say nothing or send bytes that are no answer.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type AddressInfo, createServer, type Server, type Socket as TcpSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DecodedPacket, decode, encode, type Packet, streamEncode } from 'dns-packet';
import { onTestFinished } from 'vitest';

export type AskedQuestion = { packet: DecodedPacket; transport: 'udp' | 'tcp'; from: RemoteInfo | undefined };

/** A message to encode, raw bytes (over TCP: without a length in front), or silence. */
export type ScriptedAnswer = Packet | Buffer | undefined;

export type Script = (question: AskedQuestion) => ScriptedAnswer | ScriptedAnswer[];

export type ScriptedDnsServer = {
  address: string;
  port: number;
  asked: AskedQuestion[];
  stop(): Promise<void>;
};

type Options = {
  address?: string;
  port?: number;
  transports?: ('udp' | 'tcp')[];
  /** How late each answer over UDP is sent. @default 0 */
  udpDelayMs?: number;
  /** Puts the records of the other sections into the answer, as the resolver of WSL does. @default false */
  mergesSections?: boolean;
};

/** Stops by itself at the end of the test. */
export async function startDnsServer(script: Script, options: Options = {}): Promise<ScriptedDnsServer> {
  const { address = '127.0.0.1', port = 0, transports = ['udp', 'tcp'] } = options;
  const { mergesSections = false, udpDelayMs = 0 } = options;
  const { udp, tcp } = await bindBoth(address, port);
  const connections = new Set<TcpSocket>();
  const asked: AskedQuestion[] = [];
  const answersTo = (question: AskedQuestion) => {
    asked.push(question);
    const answers = [script(question)].flat().filter((answer) => answer !== undefined);
    return mergesSections
      ? answers.map((answer) => (Buffer.isBuffer(answer) ? answer : merged(answer)))
      : answers;
  };

  udp.on('message', async (wire, from) => {
    if (!transports.includes('udp')) return;
    const answers = answersTo({ packet: decode(wire), transport: 'udp', from });
    if (udpDelayMs > 0) await sleep(udpDelayMs);
    for (const answer of answers) {
      udp.send(Buffer.isBuffer(answer) ? answer : encode(answer), from.port, from.address);
    }
  });
  tcp.on('connection', (socket) => {
    connections.add(socket.setNoDelay().on('error', () => undefined));
    socket.once('data', async (frame) => {
      for (const answer of answersTo({
        packet: decode(frame.subarray(2)),
        transport: 'tcp',
        from: undefined,
      })) {
        await write(socket, Buffer.isBuffer(answer) ? answer : streamEncode(answer));
      }
    });
  });
  if (!transports.includes('tcp')) await close(tcp);

  const server = { address, port: udp.address().port, asked, stop: once(() => stop(udp, tcp, connections)) };
  onTestFinished(server.stop);
  return server;
}

/** The packet with every record in its answer; OPT is no record and stays. */
function merged({ answers = [], authorities = [], additionals = [], ...packet }: Packet): Packet {
  const isOpt = ({ type }: { type: string }) => type === 'OPT';
  return {
    ...packet,
    answers: [...answers, ...authorities, ...additionals.filter((record) => !isOpt(record))],
    additionals: additionals.filter(isOpt),
  };
}

/** The authoritative reply to this question, without records unless `changes` has some. */
export function replyTo({ packet }: AskedQuestion, changes: Partial<Packet> = {}): Packet {
  const { id, questions } = packet;
  return { type: 'response', id, flags: AUTHORITATIVE, questions, answers: [], ...changes };
}

export function txt(name: string, ...strings: string[]) {
  return { type: 'TXT' as const, name, ttl: 120, data: strings };
}

export const AUTHORITATIVE = 0x400;
export const TRUNCATED = 0x200;

/** Needs a port that is free for UDP and TCP: another process may take the second one meanwhile. */
async function bindBoth(address: string, wanted: number): Promise<{ udp: Socket; tcp: Server }> {
  for (let triesLeft = 10; ; triesLeft -= 1) {
    const tcp = createServer();
    const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        tcp.once('error', reject).listen({ port: wanted, host: address }, resolve);
      });
      const { port } = tcp.address() as AddressInfo;
      await new Promise<void>((resolve, reject) => {
        udp.once('error', reject).bind({ port, address, exclusive: true }, resolve);
      });
      return { udp, tcp };
    } catch (thrown) {
      udp.close();
      await close(tcp);
      if (triesLeft === 0) throw thrown;
    }
  }
}

function write(socket: TcpSocket, octets: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.write(octets, () => resolve());
  });
}

async function stop(udp: Socket, tcp: Server, connections: Set<TcpSocket>): Promise<void> {
  for (const socket of connections) socket.destroy();
  await new Promise<void>((resolve) => udp.close(resolve));
  await close(tcp);
}

async function close(tcp: Server): Promise<void> {
  if (tcp.listening) await new Promise((resolve) => tcp.close(resolve));
}

function once<T>(action: () => T): () => T {
  let result: { value: T } | undefined;
  return () => {
    result ??= { value: action() };
    return result.value;
  };
}
