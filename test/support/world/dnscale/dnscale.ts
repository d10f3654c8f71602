/**
 * DNScale, emulated on loopback: the REST API, several authoritative name servers with their own propagation lag, and a
 * caching resolver. It replaces the real service in tests, demo and benchmark, faithfully enough for DNScale's own SDK and
 * certbot plugin. It talks to loopback only.
 */
import { createFaults, type Faults } from './faults.ts';
import { startForwarder } from './forwarder.ts';
import { type DnsQuery, type NameServer, startNameServers } from './name-servers.ts';
import { canonicalName, resolveOwner } from './owner-names.ts';
import { normaliseContent, txtValue } from './record-content.ts';
import { createPresentation, type PresentationOptions } from './rest-output.ts';
import { type LoggedRequest, startRestServer } from './rest-server.ts';
import type { Asked, Meeting, ServerSettings } from './server-modes.ts';
import { createTokenBook, type TokenOptions } from './tokens.ts';
import { createZoneBook, type StoredRecord, type Zone, type ZoneBook, type ZoneSeed } from './zone-book.ts';

export type DnscaleOptions = PresentationOptions & {
  /** How long every API request waits before it is served, ms. @default 0 */
  latencyMs?: number;
  /** Propagation lag of every name server at the start, ms; see setServer(). @default 0 */
  lagMs?: number;
  /** How long the resolver keeps an answer, negative ones too, seconds. @default 60 */
  cacheSeconds?: number;
  /** The resolver puts the authority and additional sections into the answer, as the one of WSL does. @default false */
  mergesSections?: boolean;
  /** Addresses for name servers; it leaves out those that the machine lacks. @default 127.0.0.1 to .3 and ::1 */
  addresses?: readonly string[];
  /** Asked about each question that a name server or the resolver gets: a lag or a fault of its own. @default nothing */
  meets?: (asked: Asked) => Meeting | undefined;
  /** A monotonic clock in ms, for lags and the cache. @default performance.now */
  now?: () => number;
};

type RecordSeed = {
  /** Relative, `@`, or fully qualified. */
  name: string;
  type: string;
  content: string;
  /** @default 3600 */
  ttl?: number;
};

export type Dnscale = {
  /** Base URL of the REST API, `http://…/v1`. */
  apiUrl: string;
  /** `host:port` of the caching resolver. */
  resolverAddress: string;
  /** The port that all name servers listen on. */
  dnsPort: number;
  nameServers: readonly NameServer[];
  /** Every API request so far, oldest first. */
  requests: readonly LoggedRequest[];
  /** Every query that reached a name server so far, oldest first, the resolver's own included. */
  dnsQueries: readonly DnsQuery[];
  faults: Faults;
  /** Adds the zone at once, on every server. */
  addZone(name: string, seed?: ZoneSeed): Zone;
  /** Adds the record at once, on every server, whatever its lag. Throws when it is not valid or exists already. */
  addRecord(zoneName: string, seed: RecordSeed): void;
  /** An API key that the server accepts from now on. */
  addToken(options?: TokenOptions): string;
  revokeToken(token: string): void;
  /** The TXT values of `name` in the API now, unquoted, whatever the servers show. */
  txtValues(name: string): string[];
  /** A zone's records in the API now. */
  records(zoneName: string): readonly StoredRecord[];
  /** Changes a name server while it runs. With a shorter lag it shows at once what was written meanwhile. */
  setServer(name: string, changes: ServerSettings): void;
  /** Empties the resolver's cache. */
  flushResolver(): void;
  /** Closes every socket; resolves once none is open. */
  stop(): Promise<void>;
};

const DOMAIN = 'dnscale.test';
const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '::1'];

/** Starts everything; rejects when fewer than two loopback addresses can be used. */
export async function startDnscale(options: DnscaleOptions = {}): Promise<Dnscale> {
  const { latencyMs = 0, lagMs = 0, cacheSeconds = 60, addresses = ADDRESSES } = options;
  const { mergesSections = false, meets = () => undefined } = options;
  const now = options.now ?? (() => performance.now());
  const requests: LoggedRequest[] = [];
  const dnsQueries: DnsQuery[] = [];
  const nameServerNames: string[] = [];
  const book = createZoneBook(now, nameServerNames);
  const tokens = createTokenBook();
  const faults = createFaults();

  const dns = await startNameServers({ book, now, addresses, domain: DOMAIN, lagMs, log: dnsQueries, meets });
  nameServerNames.push(...dns.servers.map(({ name }) => name));
  const present = createPresentation(options);
  const rest = await startRestServer({
    book,
    tokens,
    present,
    nextFault: faults.next,
    log: requests,
    latencyMs,
  });
  const { servers, port } = dns;
  const resolver = await startForwarder({ book, now, servers, port, cacheSeconds, mergesSections, meets });

  book.addZone(DOMAIN, { listed: false });
  for (const { name, address } of dns.servers) {
    addRecord(book, DOMAIN, {
      name: `${name}.`,
      type: address.includes(':') ? 'AAAA' : 'A',
      content: address,
    });
  }

  return {
    apiUrl: rest.url,
    resolverAddress: resolver.address,
    dnsPort: dns.port,
    nameServers: dns.servers,
    requests,
    dnsQueries,
    faults,
    addZone: book.addZone,
    addRecord: (zoneName, seed) => addRecord(book, zoneName, seed),
    addToken: tokens.add,
    revokeToken: tokens.revoke,
    txtValues: (name) => txtValues(book, name),
    records: (zoneName) => book.recordsOf(zoneNamed(book, zoneName)),
    setServer: dns.set,
    flushResolver: resolver.flush,
    async stop() {
      await Promise.all([rest.stop(), resolver.stop(), dns.stop()]);
    },
  };
}

function addRecord(book: ZoneBook, zoneName: string, { name, type, content, ttl = 3600 }: RecordSeed): void {
  const zone = zoneNamed(book, zoneName);
  const owner = resolveOwner(name, zone.name);
  const normal = normaliseContent(type, content);
  const draft = owner && normal && { name: owner, type, content: normal, ttl };
  const added = draft && book.addRecord(zone, draft, Number.NEGATIVE_INFINITY);
  if (!added) throw new Error(`cannot seed ${name} ${type} ${content} in ${zoneName}: not valid, or there`);
}

function zoneNamed(book: ZoneBook, name: string): Zone {
  const zone = book.zones.find((candidate) => candidate.name === canonicalName(name));
  if (!zone) throw new Error(`the emulator has no zone ${name}`);
  return zone;
}

function txtValues(book: ZoneBook, name: string): string[] {
  const owner = canonicalName(name);
  const records = book.zones.flatMap((zone) => book.recordsOf(zone));
  const txt = records.filter((record) => record.name === owner && record.type === 'TXT');
  return txt.map((record) => txtValue(record.content));
}
