/** What the engine needs of DNS, and of DNScale: zones, TXT values, the API token. Names are canonical (dns/name.ts). */
import type { Deadline } from './time.ts';

/** A zone at DNScale. */
export type Zone = {
  id: string;
  /** Canonical: lower case, A-labels, no trailing dot. */
  name: string;
  /** DNScale's word; it serves a zone that is `active`. */
  status: string;
  /** DNScale's word; records can be written in a `master`. */
  type: string;
};

/** One TXT value of ours: at `name` (canonical owner name) in the zone `zoneId`. */
export type TxtRecord = {
  zoneId: string;
  zoneName: string;
  name: string;
  value: string;
  /** While it stands, a host has no address (dns/wildcard-host.ts): it MUST NOT be kept between runs. @default false */
  brief?: boolean | undefined;
  /** Since when DNScale lets nobody remove it and no name server shows it (dns/gone-from-dns.ts). @default - it is not so */
  unseenSince?: Date | undefined;
};

/** A TXT value that was written; `recordId` is absent when the answer to the write was lost. */
export type PublishedTxtRecord = TxtRecord & { recordId?: string | undefined };

/** One record of a zone at DNScale. */
export type ZoneRecord = {
  recordId: string;
  /** Canonical owner name; a wildcard's begins with `*.`. */
  name: string;
  /** Upper case. */
  type: string;
  /** The value of a TXT record, without quotes; the content of any other as DNScale spells it. */
  content: string;
  /** Kept at DNScale, but not in DNS. @default false */
  disabled?: boolean | undefined;
};

export interface ZoneDirectory {
  /** All zones that the token can read. */
  listZones(deadline: Deadline): Promise<Zone[]>;
  /** Every record of the zone that the token sees: one that is limited to owner names sees no others. */
  listRecords(zone: Pick<Zone, 'id' | 'name'>, deadline: Deadline): Promise<ZoneRecord[]>;
}

export interface TxtRecords {
  /** MUST be idempotent: an equal value that exists already is success. MUST leave other values alone. */
  addValue(record: TxtRecord, deadline: Deadline): Promise<PublishedTxtRecord>;
  /**
   * MUST remove this value only. If the value is absent, that is success, reported as `absent`: a write whose answer was
   * lost may still come.
   * Without `recordId` the zone's records are listed first.
   */
  removeValue(record: PublishedTxtRecord, deadline: Deadline): Promise<'removed' | 'absent'>;
}

/** One address of an authoritative name server. */
export type NameServerAddress = {
  /** Its host name. */
  nameServer: string;
  address: string;
  port: number;
  /** Further name servers of the zone at this address: one question to it speaks for all of them. */
  alsoNamed?: readonly string[] | undefined;
};

/** What a zone is delegated to, by its parent and by itself. Names are canonical. */
export type Delegation = {
  /** Every address of every name server that the parent, the zone or a resolver names, each once. */
  servers: NameServerAddress[];
  /**
   * Both NS sets side by side; `atParent` is empty when the parent's servers know of no delegation. Unknown, and why, when they
   * gave no answer: then `servers` are those that a resolver and the zone name.
   */
  compared: { atParent: string[]; parentOnly: string[]; zoneOnly: string[] } | { unknown: string };
};

/**
 * No usable answer; `reason` in plain words: "no answer in 2 s", "REFUSED", "answers without authority".
 * `silent` when nothing came back at all, which holds for the server and not only for this name.
 */
export type DnsFailure = { kind: 'failure'; reason: string; silent?: boolean };

/** `values` is empty when the server says that there is no TXT record. */
export type TxtAnswer = { kind: 'answer'; values: string[] } | DnsFailure;

/** What a run needs to watch propagation: it asks authoritative name servers directly, since a resolver's cache may be old. */
export interface Resolver {
  /**
   * Every address of every name server that a resolver names for the zone, each once: of the parent's NS set, or of the zone's
   * own. MUST throw `not-delegated` when there is none.
   */
  findNameServers(zoneName: string, deadline: Deadline): Promise<NameServerAddress[]>;
  /**
   * Asks the parent's servers and the zone's own for their NS sets, beside what `findNameServers` found. MUST end within seconds
   * when they are silent, and MUST NOT throw except for the deadline.
   */
  readDelegation(zoneName: string, found: NameServerAddress[], deadline: Deadline): Promise<Delegation>;
  /** MUST NOT throw for what the server says or does not say. */
  askTxt(server: NameServerAddress, name: string, deadline: Deadline): Promise<TxtAnswer>;
  /**
   * Whether any authoritative server can be asked from here, over a family (IPv4, IPv6) of the zone's servers, which were all
   * silent: it asks those of the parent zones. That tells a network that lets no DNS out (port 53 closed), or has no IPv6, from a
   * zone whose own servers are down. MUST NOT throw except for the deadline.
   */
  canAskAuthorities(
    zoneName: string,
    silent: readonly NameServerAddress[],
    deadline: Deadline,
  ): Promise<boolean>;
}

/**
 * What an authoritative server says of a name. It `exists` also through a wildcard. `zoneName` (canonical) is the zone that
 * the server answers from, by the SOA in its answer (RFC 2308 §3); absent when the answer has none. `withoutAuthority`: the
 * server was heard, and does not serve the zone.
 */
export type ExistenceAnswer =
  | { kind: 'answer'; exists: boolean; zoneName?: string | undefined }
  | (DnsFailure & { withoutAuthority?: boolean });

/** One CAA record (RFC 8659 §4.1). */
export type CaaRecord = {
  /** An octet; what its bits mean is dns/caa.ts's. */
  flags: number;
  /** Lower case: `issue`, `issuewild`, `iodef`, … */
  tag: string;
  value: string;
};

/** What the preflight asks before an order is spent. The `lookUp…` go to recursive resolvers, the system's if none are given. */
export interface DnsLookups {
  /**
   * Asks one authoritative address whether a name exists. The server may keep "no such name" for a minute, so it MUST NOT
   * be asked for a name that is about to be written. MUST NOT throw except for the deadline.
   */
  askExistence(server: NameServerAddress, name: string, deadline: Deadline): Promise<ExistenceAnswer>;
  /**
   * The canonical target of the CNAME at a name outside the zones at DNScale. MUST throw `dnssec-broken` when the name
   * resolves only with checking disabled, and otherwise `not-delegated` (`next-run`) when it does not resolve at all.
   */
  lookUpCname(name: string, deadline: Deadline): Promise<string | undefined>;
  /**
   * The CAA RRset at this very name (through CNAMEs, RFC 8659 §3), without climbing to parents; empty when there is none.
   * A failure when neither a resolver nor the zone's servers could be asked: the CA may see what we do not.
   * MUST throw `dnssec-broken` when the name resolves only with checking disabled, and `caa-unanswered` (`next-run`),
   * naming resolvers, when every one of them says SERVFAIL.
   */
  lookUpCaa(name: string, deadline: Deadline): Promise<CaaRecord[] | DnsFailure>;
  /**
   * Asks validating resolvers about a zone or a name in one, with and without checking (RFC 4035 §3.2.2). `unknown` when none
   * of them can be reached, or can tell. MUST NOT throw except for the deadline.
   */
  checkDnssec(name: string, deadline: Deadline): Promise<DnssecStatus>;
}

/** `primary` is the SOA's MNAME, canonical. */
export type SoaAnswer = { kind: 'answer'; serial: number; primary: string } | DnsFailure;

/**
 * `detail` says what was seen, for `broken` with the resolver's extended error (RFC 8914) when there is one. `disputed`: some
 * resolvers find it broken, and others intact. `absent`: nothing is broken on the way, and the name does not exist.
 */
export type DnssecStatus = {
  status: 'signed' | 'unsigned' | 'absent' | 'broken' | 'disputed' | 'unknown';
  detail: string;
};

/** Questions that only the doctor asks. */
export interface DnsInspector {
  /** Asks over this transport only. MUST NOT throw except for the deadline. */
  askSoa(
    server: NameServerAddress,
    zoneName: string,
    transport: 'udp' | 'tcp',
    deadline: Deadline,
  ): Promise<SoaAnswer>;
  checkDnssec: DnsLookups['checkDnssec'];
}

/** DNScale's API token, and the id of the secret's version that held it. */
export type TokenSecret = { token: string; versionId: string };

export interface TokenSource {
  /** MUST throw `token-missing` for a secret that is absent, empty or not a token. MUST NOT log the value. */
  readToken(deadline: Deadline): Promise<TokenSecret>;
}

export interface TokenVersionSource {
  /** The id of the secret's current version, without reading the value; '' when it has none, or when there is no secret. */
  readCurrentVersion(deadline: Deadline): Promise<string>;
}
