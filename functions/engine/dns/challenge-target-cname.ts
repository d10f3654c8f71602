/**
 * Looks up the CNAME at a name without leaving "no such name" in a shared cache. In zones of ours it asks the zone's own
 * name servers: a recursive resolver would keep that answer (RFC 2308) and hide the TXT value from all who share it. It
 * asks one only when all servers are silent. It distinguishes a real CNAME from one that a wildcard synthesises.
 */
import { createHash } from 'node:crypto';
import { asRenewerError } from '../errors.ts';
import type { CnameAnswer, DnsLookups, NameServerAddress, Resolver, Zone } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { isWithin } from './name.ts';
import { nameServerNames } from './name-server-names.ts';
import { isWritable } from './zone.ts';

type CnamePorts = { resolver: Pick<Resolver, 'findNameServers'>; lookups: DnsLookups };

export type FoundCname = {
  target?: string | undefined;
  /** A zone between ours and the name that is delegated to others: the name is theirs. */
  foreignZone?: ForeignZone | undefined;
};

export type ForeignZone = { name: string; nameServers: string[] };

/** @param zone the zone at DNScale with the longest matching suffix. */
export async function findCname(
  name: string,
  zone: Zone | undefined,
  ports: CnamePorts,
  deadline: Deadline,
): Promise<FoundCname> {
  if (!zone) return { target: await ports.lookups.lookUpCname(name, deadline) };
  // No value can be written in such a zone, but a CNAME may lead to one where it can.
  if (!isWritable(zone)) return { target: await lookUpIfAny(name, ports, deadline) };
  const servers = await ports.resolver.findNameServers(zone.name, deadline);
  const answer = await askInTurn(servers, name, ports, deadline);
  if (answer.kind === 'answer') {
    const { zoneName } = answer;
    if (zoneName !== undefined && isBetween(zoneName, name, zone.name)) {
      return { foreignZone: { name: zoneName, nameServers: nameServerNames(servers) } };
    }
    return { target: await withoutWildcards(name, answer.target, servers, ports, deadline) };
  }
  if (answer.silent) return { target: await lookUpBehindSilence(name, ports, deadline) };
  const foreignZone = await findForeignZone(name, zone, ports, deadline);
  return foreignZone ? { target: await ports.lookups.lookUpCname(name, deadline), foreignZone } : {};
}

/** A child zone at DNScale too that the token does not see: its servers answer from it, and hide the parent's records. */
function isBetween(zoneName: string, name: string, parent: string): boolean {
  return zoneName !== parent && isWithin(zoneName, parent) && isWithin(name, zoneName);
}

/** All servers are silent, as where port 53 is closed: a resolver's answer is better than a guess. */
async function lookUpBehindSilence(
  name: string,
  ports: CnamePorts,
  deadline: Deadline,
): Promise<string | undefined> {
  const target = await lookUpIfAny(name, ports, deadline);
  if (target === undefined) return undefined;
  const beside = await lookUpIfAny(nameBeside(name), ports, deadline);
  return beside === target ? undefined : target;
}

/** Undefined also where the name does not resolve: other checks say more about that. */
async function lookUpIfAny(
  name: string,
  { lookups }: CnamePorts,
  deadline: Deadline,
): Promise<string | undefined> {
  try {
    return await lookups.lookUpCname(name, deadline);
  } catch {
    deadline.signal.throwIfAborted();
    return undefined;
  }
}

/** Asks one server; if that gives no answer, all others at once, and takes the first answer. */
async function askInTurn(
  [first, ...others]: NameServerAddress[],
  name: string,
  { lookups }: CnamePorts,
  deadline: Deadline,
): Promise<CnameAnswer> {
  if (!first) return { kind: 'failure', reason: 'no name server', silent: true };
  const answer = await lookups.askCname(first, name, deadline);
  if (answer.kind === 'answer') return answer;
  let failure = answer;
  const askOther = async (server: NameServerAddress) => {
    const other = await lookups.askCname(server, name, deadline);
    if (other.kind === 'answer') return other;
    if (failure.silent) failure = other;
    throw new Error(other.reason);
  };
  return Promise.any(others.map(askOther)).catch(() => {
    deadline.signal.throwIfAborted();
    return failure;
  });
}

/**
 * A wildcard CNAME (`*.example.com CNAME web.example.net`) answers for every name that does not exist, and stops
 * doing so for ours once our value is there (RFC 4592 §2.2.1): such a CNAME delegates nothing. Asking for a name beside
 * ours that does not exist shows it.
 */
async function withoutWildcards(
  name: string,
  target: string | undefined,
  servers: NameServerAddress[],
  ports: CnamePorts,
  deadline: Deadline,
): Promise<string | undefined> {
  if (target === undefined) return undefined;
  const beside = await askInTurn(servers, nameBeside(name), ports, deadline);
  const isSynthesised = beside.kind === 'answer' && beside.target === target;
  return isSynthesised ? undefined : target;
}

/** From a hash instead of random: this name does not exist either, and a run can be repeated. */
function nameBeside(name: string): string {
  const [label = '', ...rest] = name.split('.');
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return [`${label.slice(0, 50)}-${suffix}`, ...rest].join('.');
}

/**
 * A parent's servers do not answer for a child zone that is delegated to others: they send a referral. Only after a
 * referral does this function ask the names between for a delegation, so other runs spend nothing on it.
 */
async function findForeignZone(
  name: string,
  zone: Zone,
  { resolver }: CnamePorts,
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

/** `_acme-challenge.a.b.example.com` below `example.com`: itself, `a.b.example.com`, `b.example.com`. */
function namesBetween(name: string, zoneName: string): string[] {
  const names: string[] = [];
  for (let below = name; below !== zoneName; below = below.slice(below.indexOf('.') + 1)) names.push(below);
  return names;
}
