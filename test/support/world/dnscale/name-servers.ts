/**
 * The authoritative name servers: one address each, all on one port (the product has one option for it), each
 * with its own mode and propagation lag, settable while they run. Every query is counted.
 */
import type { Question } from 'dns-packet';
import { answerFromZones } from './authority.ts';
import {
  type DnsHandler,
  type DnsReply,
  type DnsSocket,
  listenDns,
  RCODE,
  type Transport,
} from './dns-socket.ts';
import { canonicalName } from './owner-names.ts';
import type { ZoneBook } from './zone-book.ts';

type ServerMode =
  | 'normal'
  /** Never answers. */
  | 'silent'
  | 'refused'
  | 'servfail'
  /** Right records, but without the AA flag. */
  | 'lame'
  /** Every UDP answer is truncated: TCP or nothing. */
  | 'truncate'
  /** As `truncate`, and TCP connections are closed unanswered: a firewall in front of TCP. */
  | 'noTcp';

export type ServerSettings = {
  /** @default 'normal' */
  mode?: ServerMode;
  /** How old the zones are that it shows, ms; Infinity: as they were seeded. @default 0 */
  lagMs?: number;
};

export type NameServer = { name: string; address: string };

export type DnsQuery = { at: Date; server: string; name: string; type: string; transport: Transport };

export type NameServersOptions = {
  book: ZoneBook;
  now: () => number;
  /** Loopback addresses to try; those the machine lacks are left out. At least two must work. */
  addresses: readonly string[];
  /** The domain that the servers' own names lie in. */
  domain: string;
  lagMs: number;
  log: DnsQuery[];
};

const PORT_ATTEMPTS = 20;
/** What bind says of an address that this machine does not have. */
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENETUNREACH'];

export async function startNameServers(options: NameServersOptions) {
  const settings = new Map<string, Required<ServerSettings>>();

  function answer(server: string, question: Question, transport: Transport) {
    const { mode, lagMs } = settings.get(server) ?? { mode: 'silent', lagMs: 0 };
    const name = canonicalName(question.name);
    options.log.push({ at: new Date(), server, name, type: question.type, transport });
    if (mode === 'silent') return 'silence';
    if (mode === 'noTcp' && transport === 'tcp') return 'close';
    const reply = answerFromZones(options.book, question, options.now() - lagMs);
    return inMode(mode, reply, transport);
  }

  const sockets = await listenOnOnePort(options.addresses, (index) => (question, transport) => {
    return answer(`ns${index + 1}.${options.domain}`, question, transport);
  });
  const servers = sockets.map(({ address }, index) => ({
    name: `ns${index + 1}.${options.domain}`,
    address,
  }));
  for (const { name } of servers) settings.set(name, { mode: 'normal', lagMs: options.lagMs });

  return {
    port: sockets[0]?.port ?? 0,
    servers,
    set(name: string, changes: ServerSettings): void {
      const current = settings.get(name);
      if (!current) throw new Error(`no name server ${name}; there are ${[...settings.keys()].join(', ')}`);
      settings.set(name, { ...current, ...changes });
    },
    async stop(): Promise<void> {
      await Promise.all(sockets.map((socket) => socket.stop()));
    },
  };
}

function inMode(mode: ServerMode, reply: DnsReply, transport: Transport): DnsReply {
  switch (mode) {
    case 'refused':
      return { rcode: RCODE.REFUSED, answers: [], authorities: [] };
    case 'servfail':
      return { rcode: RCODE.SERVFAIL, answers: [], authorities: [] };
    case 'lame':
      return { ...reply, authoritative: false };
    case 'truncate':
    case 'noTcp':
      return { ...reply, truncated: transport === 'udp' };
    default:
      return reply;
  }
}

type HandlerFor = (index: number) => DnsHandler;

/** A port that is free on one address may be taken on the next: then all start again on another. */
async function listenOnOnePort(addresses: readonly string[], handlerFor: HandlerFor): Promise<DnsSocket[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnAll(addresses, handlerFor);
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE' || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function listenOnAll(addresses: readonly string[], handlerFor: HandlerFor): Promise<DnsSocket[]> {
  const sockets: DnsSocket[] = [];
  try {
    for (const address of addresses) {
      const socket = await listenIfPresent(address, sockets[0]?.port ?? 0, handlerFor(sockets.length));
      if (socket) sockets.push(socket);
    }
    if (sockets.length < 2) throw tooFewAddresses(addresses, sockets);
    return sockets;
  } catch (error) {
    await Promise.all(sockets.map((socket) => socket.stop()));
    throw error;
  }
}

function tooFewAddresses(addresses: readonly string[], sockets: DnsSocket[]): Error {
  return new Error(
    `The DNScale emulator needs two loopback addresses for its name servers, but of ${addresses.join(', ')} ` +
      `this machine offers ${sockets.length}. Enable IPv6 on loopback (::1) or add an alias such as 127.0.0.2.`,
  );
}

async function listenIfPresent(address: string, port: number, handler: DnsHandler) {
  try {
    return await listenDns(address, port, handler);
  } catch (error) {
    if (NO_SUCH_ADDRESS.includes(errorCode(error))) return undefined;
    throw error;
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
