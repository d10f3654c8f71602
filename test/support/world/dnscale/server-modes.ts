/**
 * What can be wrong with a name server: whether it answers, how it changes the right answer, which version of the zones it
 * shows, and when it answers. Set per server, for all its zones or for some. It knows no sockets and no zones.
 */
import { type DnsOutcome, type DnsReply, RCODE, type Transport } from './dns-socket.ts';
import { canonicalName, isWithin } from './owner-names.ts';

export type ServerMode =
  | 'normal'
  /** Never answers. */
  | 'silent'
  | 'refused'
  | 'servfail'
  /** Right records, but without the AA flag. */
  | 'lame'
  /** Knows nothing of the zone and refers to the root: lame as well. */
  | 'upward'
  /** Every UDP answer is truncated: TCP or nothing. */
  | 'truncate'
  /** As `truncate`, and TCP connections are closed unanswered: a firewall in front of TCP. */
  | 'noTcp'
  /** Silent over UDP, right over TCP: a firewall in front of UDP. */
  | 'noUdp';

export type ServerSettings = {
  /** @default 'normal' */
  mode?: ServerMode;
  /** The mode holds for names in these zones only. Reset by the next change of the mode. @default all */
  zones?: readonly string[];
  /**
   * Mode and delay belong to this host's network: the emulator's resolver stands elsewhere and does not meet them. With
   * `silent` on every server: port 53 is closed. Reset by the next change of the mode. @default false
   */
  hereOnly?: boolean;
  /** The age of the zones that it shows, ms; Infinity: as they were seeded. @default 0 */
  lagMs?: number;
  /** Shows the zones as they were when this was set, the SOA's serial too: it has stopped transferring. @default false */
  frozen?: boolean;
  /** How long each answer takes, ms of real time. @default 0 */
  delayMs?: number;
};

/** A server as it is now. */
/** A question as a server, or the resolver, gets it. `fromForwarder`: the resolver's own, to a name server. */
export type Asked = {
  /** The resolver is `resolver`. */
  server: string;
  /** Canonical. */
  name: string;
  type: string;
  transport: Transport;
  fromForwarder: boolean;
};

/** What one question meets, beside what its server is set to; `lagMs` is added to the server's own. */
export type Meeting = { lagMs?: number; mode?: ServerMode; delayMs?: number };

export type ServerState = Required<Omit<ServerSettings, 'frozen' | 'zones'>> & {
  zones: readonly string[] | undefined;
  frozenAt: number | undefined;
};

export function normalServer(lagMs: number): ServerState {
  return { mode: 'normal', zones: undefined, hereOnly: false, lagMs, frozenAt: undefined, delayMs: 0 };
}

/** @param now the book's time. */
export function changed(state: ServerState, changes: ServerSettings, now: number): ServerState {
  const { frozen, ...others } = changes;
  const narrowing = changes.mode === undefined ? {} : { zones: undefined, hereOnly: false };
  const frozenAt = frozen ? (state.frozenAt ?? shownAt(state, now)) : undefined;
  return { ...state, ...narrowing, ...others, frozenAt: frozen === undefined ? state.frozenAt : frozenAt };
}

/** The server shows the zones of this moment. */
export function shownAt({ frozenAt, lagMs }: ServerState, now: number): number {
  return frozenAt ?? now - lagMs;
}

/** The mode and delay for a question about `name`. */
export function troubleFor(state: ServerState, name: string, fromForwarder: boolean) {
  const { mode, delayMs, zones, hereOnly } = state;
  if (hereOnly && fromForwarder) return { mode: 'normal', delayMs: 0 } as const;
  const spared = zones !== undefined && !zones.some((zone) => isWithin(name, canonicalName(zone)));
  return { mode: spared ? 'normal' : mode, delayMs };
}

/** How the question is left without an answer; undefined when it gets one. */
export function unanswered(mode: ServerMode, transport: Transport) {
  if (mode === 'silent' || (mode === 'noUdp' && transport === 'udp')) return 'silence';
  return mode === 'noTcp' && transport === 'tcp' ? 'close' : undefined;
}

/** The right reply, as a server in this mode changes it. */
export function inMode(mode: ServerMode, reply: DnsReply, transport: Transport): DnsOutcome {
  switch (mode) {
    case 'refused':
      return { rcode: RCODE.REFUSED, answers: [], authorities: [] };
    case 'servfail':
      return { rcode: RCODE.SERVFAIL, answers: [], authorities: [] };
    case 'lame':
      return { ...reply, authoritative: false };
    case 'upward':
      return { rcode: RCODE.NOERROR, answers: [], authorities: [ROOT_NS] };
    case 'truncate':
    case 'noTcp':
      return { ...reply, truncated: transport === 'udp' };
    default:
      return reply;
  }
}

const ROOT_NS = { type: 'NS', name: '.', ttl: 518_400, data: 'a.root-servers.net' } as const;
