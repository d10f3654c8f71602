/**
 * The zones and records that the REST API writes and the name servers show. A removed value stays with the time of its
 * removal, so that the book can be read as it was at any moment: a lagging name server shows the past. Seeded values were
 * always there. It knows neither HTTP nor DNS messages.
 */
import { createHash, randomUUID } from 'node:crypto';
import { canonicalName, isWithin } from './owner-names.ts';

export type Zone = {
  readonly id: string;
  /** Canonical. */
  readonly name: string;
  readonly type: 'master' | 'slave';
  readonly region: 'EU' | 'GLOBAL' | 'EU_GLOBAL';
  readonly status: 'active' | 'paused' | 'pending' | 'error';
  readonly dnssecEnabled: boolean;
  /** Whether the API lists it; the zone of the name servers' own names is not a customer's. */
  readonly listed: boolean;
  /** Whether the name servers hold it; if not, they answer from the zone above, where they hold that. */
  readonly served: boolean;
  /** Whether the parent points at the name servers; if not, the resolver says NXDOMAIN. */
  readonly delegated: boolean;
  /** The apex NS set. It belongs to the system: the API never shows it. */
  readonly nameServers: readonly string[];
  /** The NS set at the parent, where it differs: the zone was moved away, or never came. Resolvers follow it. */
  readonly delegatedTo?: readonly string[];
  /** What a validating resolver finds; `dnssecEnabled` is only what the API says. */
  readonly dnssec: 'unsigned' | 'signed' | 'bogus';
  readonly createdAt: Date;
};

/** How a zone differs from an active, delegated master in the EU region. */
export type ZoneSeed = Partial<Omit<Zone, 'id' | 'name' | 'createdAt'>>;

export type RecordDraft = {
  /** Canonical owner name. */
  name: string;
  type: string;
  /** In normal form, see normaliseContent(). */
  content: string;
  ttl: number;
  priority?: number | null | undefined;
  disabled?: boolean | undefined;
  comment?: string | null | undefined;
};

export type StoredRecord = RecordDraft & { id: string; visibleFrom: number; visibleUntil: number };

export type ZoneBook = ReturnType<typeof createZoneBook>;

/** An empty book; `now` is a monotonic clock in ms, `defaultNameServers` the NS set of a new zone. */
export function createZoneBook(now: () => number, defaultNameServers: readonly string[]) {
  const zones: Zone[] = [];
  const records = new Map<string, StoredRecord[]>();
  const history = (zone: Zone) => records.get(zone.id) ?? [];

  function addZone(name: string, seed: ZoneSeed = {}): Zone {
    const zone: Zone = {
      type: 'master',
      region: 'EU',
      status: 'active',
      dnssecEnabled: false,
      listed: true,
      delegated: true,
      served: true,
      dnssec: 'unsigned',
      nameServers: defaultNameServers,
      ...seed,
      id: randomUUID(),
      name: canonicalName(name),
      createdAt: new Date(),
    };
    zones.push(zone);
    records.set(zone.id, []);
    return zone;
  }

  function removeZone(zone: Zone): void {
    zones.splice(zones.indexOf(zone), 1);
    records.delete(zone.id);
  }

  /** The zone's records as they were at `asOf` (a time of `now`; -Infinity: as seeded). */
  function recordsOf(zone: Zone, asOf = now()): StoredRecord[] {
    return history(zone).filter((record) => record.visibleFrom <= asOf && record.visibleUntil > asOf);
  }

  /** Adds a value, or undefined when it would clash: the same value again, or a CNAME beside other data. */
  function addRecord(zone: Zone, draft: RecordDraft, visibleFrom = now()): StoredRecord | undefined {
    if (recordsOf(zone).some((record) => clashes(record, draft))) return undefined;
    const record = { ...draft, id: recordId(zone, draft), visibleFrom, visibleUntil: Infinity };
    history(zone).push(record);
    alignRrset(recordsOf(zone), record);
    return record;
  }

  /** Puts another value (or TTL) in place of this one, or undefined when that value is there already. */
  function replaceRecord(zone: Zone, record: StoredRecord, draft: RecordDraft): StoredRecord | undefined {
    const others = recordsOf(zone).filter((other) => other !== record);
    if (others.some((other) => clashes(other, draft))) return undefined;
    // The same value again was never gone: it does not lag anew.
    const since = record.content === draft.content ? record.visibleFrom : undefined;
    removeRecord(record);
    return addRecord(zone, draft, since);
  }

  function removeRecord(record: StoredRecord): void {
    record.visibleUntil = now();
  }

  /** How often the zone has changed until `asOf`: what its SOA serial counts. */
  function changesOf(zone: Zone, asOf: number): number {
    const times = history(zone).flatMap((record) => [record.visibleFrom, record.visibleUntil]);
    return times.filter((time) => Number.isFinite(time) && time <= asOf).length;
  }

  /** The zone with the longest name that `name` is within, of those that the name servers hold. */
  function zoneOf(name: string): Zone | undefined {
    const within = zones.filter((zone) => zone.served && isWithin(name, zone.name));
    return within.sort((a, b) => b.name.length - a.name.length)[0];
  }

  return { zones, addZone, removeZone, recordsOf, addRecord, replaceRecord, removeRecord, changesOf, zoneOf };
}

function clashes(record: StoredRecord, draft: RecordDraft): boolean {
  if (record.name !== draft.name) return false;
  if (record.type === 'CNAME' || draft.type === 'CNAME') return true;
  return record.type === draft.type && record.content === draft.content;
}

/** As in the real API: opaque to callers, and another value has another id. */
function recordId(zone: Zone, { name, type, content }: RecordDraft): string {
  return createHash('sha256').update([zone.id, name, type, content].join('\0')).digest('base64url');
}

/** TTL and comment belong to the whole RRset: the last write sets them for all its values. */
function alignRrset(current: StoredRecord[], written: StoredRecord): void {
  for (const record of current) {
    if (record.name !== written.name || record.type !== written.type) continue;
    record.ttl = written.ttl;
    record.comment = written.comment;
  }
}
