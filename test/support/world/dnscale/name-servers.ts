/**
 * The authoritative name servers: one address each, all on one port (the product has one option for it), each with its own
 * faults and propagation lag, which can be set while they run (server-modes.ts). One more is the registry's, where the machine
 * has its address. They log every query.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { answerFromZones } from './authority.ts';
import { type DnsHandler, type DnsOutcome, type DnsSocket, listenDns, type Transport } from './dns-socket.ts';
import { isForwarders } from './edns.ts';
import { canonicalName } from './owner-names.ts';
import { answerFromRegistry, REGISTRY } from './registry.ts';
import {
  type Asked,
  changed,
  inMode,
  type Meeting,
  normalServer,
  type ServerSettings,
  type ServerState,
  shownAt,
  troubleFor,
  unanswered,
} from './server-modes.ts';
import type { ZoneBook } from './zone-book.ts';

export type NameServer = { name: string; address: string };

export type DnsQuery = { at: Date; server: string; name: string; type: string; transport: Transport };

export type NameServersOptions = {
  book: ZoneBook;
  now: () => number;
  /** Loopback addresses to try; it leaves out those that the machine lacks. At least two must work. */
  addresses: readonly string[];
  /** The domain of the servers' own names. */
  domain: string;
  lagMs: number;
  log: DnsQuery[];
  meets: (asked: Asked) => Meeting | undefined;
};

const PORT_ATTEMPTS = 20;
/** Errors of bind for an address that this machine does not have. */
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENETUNREACH'];

export async function startNameServers(options: NameServersOptions) {
  const states = new Map<string, ServerState>();
  const stopping = new AbortController();

  function handlerOf(server: string): DnsHandler {
    return async (question, transport, query) => {
      const state = states.get(server);
      if (!state) return 'silence';
      const name = canonicalName(question.name);
      options.log.push({ at: new Date(), server, name, type: question.type, transport });
      const fromForwarder = isForwarders(query);
      const met = options.meets({ server, name, type: question.type, transport, fromForwarder });
      const set = troubleFor(state, name, fromForwarder);
      const mode = met?.mode ?? set.mode;
      const nothing = unanswered(mode, transport);
      if (nothing) return nothing;
      const reply =
        server === REGISTRY.name
          ? answerFromRegistry(options.book, question)
          : answerFromZones(options.book, question, shownAt(state, options.now()) - (met?.lagMs ?? 0));
      return later(met?.delayMs ?? set.delayMs, inMode(mode, reply, transport), stopping.signal);
    };
  }

  const nameOf = (index: number) => `ns${index + 1}.${options.domain}`;
  const sockets = await listenOnOnePort(options.addresses, (index) => handlerOf(nameOf(index)), {
    address: REGISTRY.address,
    handler: handlerOf(REGISTRY.name),
  });
  const ours = sockets.filter(({ address }) => address !== REGISTRY.address);
  const servers = ours.map(({ address }, index) => ({ name: nameOf(index), address }));
  for (const { name } of servers) states.set(name, normalServer(options.lagMs));
  states.set(REGISTRY.name, normalServer(0));

  return {
    port: sockets[0]?.port ?? 0,
    servers,
    set(name: string, changes: ServerSettings): void {
      const current = states.get(name);
      if (!current) throw new Error(`no name server ${name}; there are ${[...states.keys()].join(', ')}`);
      states.set(name, changed(current, changes, options.now()));
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(sockets.map((socket) => socket.stop()));
    },
  };
}

/** stop() ends the waiting; then no answer is needed. */
async function later(delayMs: number, outcome: DnsOutcome, signal: AbortSignal): Promise<DnsOutcome> {
  if (delayMs === 0) return outcome;
  return sleep(delayMs, outcome, { signal }).catch(() => 'silence' as const);
}

type HandlerFor = (index: number) => DnsHandler;
type Further = { address: string; handler: DnsHandler };

/** A port that is free on one address may be taken on the next: then all try another port. */
async function listenOnOnePort(
  addresses: readonly string[],
  handlerFor: HandlerFor,
  further: Further,
): Promise<DnsSocket[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnAll(addresses, handlerFor, further);
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE' || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function listenOnAll(
  addresses: readonly string[],
  handlerFor: HandlerFor,
  further: Further,
): Promise<DnsSocket[]> {
  const sockets: DnsSocket[] = [];
  try {
    for (const address of addresses) {
      const socket = await listenIfPresent(address, sockets[0]?.port ?? 0, handlerFor(sockets.length));
      if (socket) sockets.push(socket);
    }
    if (sockets.length < 2) throw tooFewAddresses(addresses, sockets);
    const registry = await listenIfPresent(further.address, sockets[0]?.port ?? 0, further.handler);
    return registry ? [...sockets, registry] : sockets;
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
