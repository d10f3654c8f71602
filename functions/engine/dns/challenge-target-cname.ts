/**
 * Looks up the CNAME at a name without leaving "no such name" in a cache (RFC 2308): that would hide the TXT value which is
 * written there seconds later. In a zone of ours the API's records show it; only elsewhere a recursive resolver is asked.
 * The zone's own servers are asked about a name below, to see whether they answer from a zone between ours and the name.
 */
import { createHash } from 'node:crypto';
import { asRenewerError } from '../errors.ts';
import type {
  DnsLookups,
  ExistenceAnswer,
  NameServerAddress,
  Resolver,
  Zone,
  ZoneDirectory,
  ZoneRecord,
} from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { notServed } from './challenge-target-errors.ts';
import { aboutItsZone } from './enclosing-zone.ts';
import type { ForeignZone } from './foreign-zone.ts';
import { canonicalName, isWithin, parentOf } from './name.ts';
import { nameServerNames } from './name-server-names.ts';
import { findWildcardHost, type WildcardHost } from './wildcard-host.ts';
import { isWritable } from './zone.ts';

type CnamePorts = {
  resolver: Pick<Resolver, 'findNameServers'>;
  lookups: DnsLookups;
  zones: Pick<ZoneDirectory, 'listRecords'>;
};

export type FoundCname = {
  target?: string | undefined;
  foreignZone?: ForeignZone | undefined;
  /** For a name where the value goes: the host that a value there takes offline. */
  wildcardHost?: WildcardHost | 'unknown' | undefined;
};

/** @param zone the zone at DNScale with the longest matching suffix. */
export async function findCname(
  name: string,
  zone: Zone | undefined,
  ports: CnamePorts,
  deadline: Deadline,
): Promise<FoundCname> {
  if (!zone) return { target: await lookUpElsewhere(name, ports, deadline) };
  // No value can be written in such a zone, but a CNAME may lead to one where it can.
  if (!isWritable(zone)) return { target: await lookUpIfAny(name, ports, deadline) };
  const [listed, below] = await Promise.all([
    ports.zones.listRecords(zone, deadline),
    askServers(zone, nameBelow(name), ports, deadline),
  ]);
  const records = listed.filter(({ disabled }) => !disabled);
  const foreignZone =
    delegationIn(records, name, zone.name) ?? (await findHidden(name, zone, below, ports, deadline));
  if (foreignZone) return { target: await lookUpIfAny(name, ports, deadline), foreignZone };
  const cname = records.find((record) => record.type === 'CNAME' && record.name === name);
  if (cname) return { target: canonicalName(cname.content) };
  const ask = (other: string) => askServers(zone, other, ports, deadline);
  return { wildcardHost: await findWildcardHost(name, zone.name, records, below, ask) };
}

async function lookUpElsewhere(
  name: string,
  ports: CnamePorts,
  deadline: Deadline,
): Promise<string | undefined> {
  try {
    return await ports.lookups.lookUpCname(name, deadline);
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    throw await aboutItsZone(thrown, name, ports, deadline);
  }
}

/** NS records at the name, or between it and the zone's apex, give the name to others (RFC 1034 §4.2.1). */
function delegationIn(
  records: readonly ZoneRecord[],
  name: string,
  zoneName: string,
): ForeignZone | undefined {
  const cuts = records.filter((record) => record.type === 'NS' && isBetween(record.name, name, zoneName));
  const [cut] = cuts.toSorted((a, b) => a.name.length - b.name.length);
  if (cut === undefined) return undefined;
  const nameServers = cuts.filter((record) => record.name === cut.name);
  return { name: cut.name, nameServers: nameServers.map(({ content }) => canonicalName(content)) };
}

function isBetween(zoneName: string, name: string, parent: string): boolean {
  return zoneName !== parent && isWithin(zoneName, parent) && isWithin(name, zoneName);
}

/** Undefined also where the name does not resolve: other checks say more about that. */
async function lookUpIfAny(
  name: string,
  { lookups }: Pick<CnamePorts, 'lookups'>,
  deadline: Deadline,
): Promise<string | undefined> {
  try {
    return await lookups.lookUpCname(name, deadline);
  } catch {
    deadline.signal.throwIfAborted();
    return undefined;
  }
}

/**
 * A child zone that a token limited to our zone or to some names does not see, at the same servers or delegated to others. A value
 * written in the parent would be hidden by it.
 * @param below what the zone's servers say of a name below, where nobody writes.
 */
async function findHidden(
  name: string,
  zone: Zone,
  below: ExistenceAnswer,
  ports: CnamePorts,
  deadline: Deadline,
): Promise<ForeignZone | undefined> {
  if (below.kind === 'failure') {
    if (below.silent) return undefined;
    const foreign = await findForeignZone(name, zone, ports, deadline);
    if (foreign === undefined && below.withoutAuthority) {
      throw notServed(zone, await ports.resolver.findNameServers(zone.name, deadline), below.reason);
    }
    return foreign;
  }
  const { zoneName } = below;
  if (zoneName === undefined || !isBetween(zoneName, name, zone.name)) return undefined;
  const servers = await ports.resolver.findNameServers(zone.name, deadline);
  return { name: zoneName, nameServers: nameServerNames(servers) };
}

/**
 * Whether a zone at DNScale answers from above a child zone of this very name. The resolver is not asked whether it knows the child:
 * the value may be written at that name in the zone above. False when in doubt.
 */
export async function answersAbove(
  name: string,
  above: Zone,
  ports: CnamePorts,
  deadline: Deadline,
): Promise<boolean> {
  try {
    const below = await askServers(above, nameBelow(name), ports, deadline);
    return below.kind === 'answer' && below.zoneName !== undefined && !isWithin(below.zoneName, name);
  } catch {
    deadline.signal.throwIfAborted();
    return false;
  }
}

async function askServers(
  zone: Zone,
  name: string,
  ports: CnamePorts,
  deadline: Deadline,
): Promise<ExistenceAnswer> {
  return askInTurn(await ports.resolver.findNameServers(zone.name, deadline), name, ports, deadline);
}

/**
 * Asks one server; if that gives no answer, all others at once, and takes the first answer. A failure is "without authority"
 * when every server says so: one that is silent, or has a passing trouble, may serve the zone.
 */
async function askInTurn(
  [first, ...others]: NameServerAddress[],
  name: string,
  { lookups }: Pick<CnamePorts, 'lookups'>,
  deadline: Deadline,
): Promise<ExistenceAnswer> {
  if (!first) return { kind: 'failure', reason: 'no name server', silent: true };
  const answer = await lookups.askExistence(first, name, deadline);
  if (answer.kind === 'answer') return answer;
  let failure = answer;
  let withoutAuthority = answer.withoutAuthority === true;
  const askOther = async (server: NameServerAddress) => {
    const other = await lookups.askExistence(server, name, deadline);
    if (other.kind === 'answer') return other;
    if (failure.silent) failure = other;
    withoutAuthority &&= other.withoutAuthority === true;
    throw new Error(other.reason);
  };
  return Promise.any(others.map(askOther)).catch(() => {
    deadline.signal.throwIfAborted();
    return { ...failure, withoutAuthority };
  });
}

/** Nobody writes there. From a hash instead of random: a run can be repeated. */
function nameBelow(name: string): string {
  return `x${createHash('sha256').update(name).digest('hex').slice(0, 8)}.${name}`;
}

/**
 * A parent's servers do not answer for a child zone that is delegated to others: they send a referral. Only after a
 * referral does this function ask the names between for a delegation, so other runs spend nothing on it. It never asks for the name
 * itself: the records at DNScale have shown what is there, and "no such name" would be kept in caches (RFC 2308).
 */
async function findForeignZone(
  name: string,
  zone: Zone,
  { resolver }: Pick<CnamePorts, 'resolver'>,
  deadline: Deadline,
): Promise<ForeignZone | undefined> {
  const found = await Promise.all(
    namesBetween(name, zone.name).map(async (candidate) => {
      try {
        const servers = await resolver.findNameServers(candidate, deadline);
        return { name: candidate, nameServers: nameServerNames(servers) };
      } catch (thrown) {
        if (asRenewerError(thrown).code === 'not-delegated') return undefined;
        throw thrown;
      }
    }),
  );
  return found.find((delegated) => delegated !== undefined);
}

/** `_acme-challenge.a.b.example.com` below `example.com`: `a.b.example.com`, `b.example.com`. */
function namesBetween(name: string, zoneName: string): string[] {
  const names: string[] = [];
  for (let between = parentOf(name); isBetween(between, name, zoneName); between = parentOf(between)) {
    names.push(between);
  }
  return names;
}
