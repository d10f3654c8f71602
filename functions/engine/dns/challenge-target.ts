/**
 * Finds where the TXT value of a name goes: to `_acme-challenge.<name>`, or, if that is a CNAME, to the name at the end
 * of the CNAMEs (RFC 8555 §8.4). A zone at DNScale has to hold that name. It asks, and never writes.
 */

import { asRenewerError } from '../errors.ts';
import type { DnsLookups, Resolver, Zone, ZoneDirectory } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { answersAbove, type FoundCname, findCname } from './challenge-target-cname.ts';
import { delegationLoop, notHeld, targetNotActive, targetRefused } from './challenge-target-errors.ts';
import { type Hop, mayTakeValue } from './delegated-target.ts';
import { aboutItsZone } from './enclosing-zone.ts';
import { challengeName } from './name.ts';
import type { WildcardHost } from './wildcard-host.ts';
import { holdingZones, isWritable, zoneNotActive } from './zone.ts';

/** The owner name of the TXT record, after CNAMEs, and the zone at DNScale that holds it. */
export type ChallengeTarget = {
  name: string;
  zone: Zone;
  /** A host that exists only through a wildcard, and has no address while a value stands here. */
  wildcardHost?: WildcardHost | 'unknown' | undefined;
};

export type ChallengeTargetPorts = {
  /** SHOULD remember a zone's servers: a hundred names of one zone ask for them a hundred times. */
  resolver: Pick<Resolver, 'findNameServers'>;
  lookups: DnsLookups;
  /** SHOULD remember a zone's records, for the same reason. */
  zones: Pick<ZoneDirectory, 'listRecords'>;
  /** Zones at DNScale in which a CNAME from elsewhere may lead to any name. @default none */
  delegationZones?: readonly string[] | undefined;
};

/** The CA's resolvers follow so many without complaint. */
const MAX_CNAMES = 8;

/**
 * @param domainName canonical, also with `*.`.
 * @throws RenewerError `zone-not-found`, `zone-not-active`, `delegation-loop`, `target-refused`, and what the ports throw.
 */
export async function findChallengeTarget(
  domainName: string,
  zones: readonly Zone[],
  ports: ChallengeTargetPorts,
  deadline: Deadline,
): Promise<ChallengeTarget> {
  const hops: Hop[] = [];
  let name = challengeName(domainName);
  for (;;) {
    const holding = await findAnsweringZone(name, holdingZones(zones, name), ports, deadline);
    const found = await findCname(name, holding, ports, deadline);
    hops.push({ name, zone: holding, isOwnRecord: isRecordOf(holding, found) });
    const chain = hops.map((hop) => hop.name);
    if (found.target === undefined) {
      const { wildcardHost } = found;
      const zone = await expectOurs({ chain, holding, found, zones }, ports, deadline);
      if (!mayTakeValue(hops, ports.delegationZones ?? [])) throw targetRefused(chain, zone);
      return { name, zone, ...(wildcardHost && { wildcardHost }) };
    }
    if (chain.includes(found.target)) throw delegationLoop([...chain, found.target], 'go in a circle');
    if (chain.length > MAX_CNAMES) {
      throw delegationLoop([...chain, found.target], `are more than ${MAX_CNAMES}`);
    }
    name = found.target;
  }
}

/**
 * A child zone that DNS does not know hides nothing: the zone above it answers. Only certainty counts; a child whose
 * delegation cannot be asked now is taken for delegated.
 */
async function findAnsweringZone(
  name: string,
  [zone, ...above]: readonly Zone[],
  ports: ChallengeTargetPorts,
  deadline: Deadline,
): Promise<Zone | undefined> {
  if (zone === undefined || above.length === 0) return zone;
  if (zone.name === name) {
    const parent = await findAnsweringZone(name, above, ports, deadline);
    return parent && (await answersAbove(name, parent, ports, deadline)) ? parent : zone;
  }
  try {
    await ports.resolver.findNameServers(zone.name, deadline);
    return zone;
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    const { code, disposition } = asRenewerError(thrown);
    const isUndelegated = code === 'not-delegated' && disposition === 'person';
    return isUndelegated ? findAnsweringZone(name, above, ports, deadline) : zone;
  }
}

/** Else DNS was asked, where others answer too. */
function isRecordOf(holding: Zone | undefined, { foreignZone }: FoundCname): boolean {
  return holding !== undefined && isWritable(holding) && foreignZone === undefined;
}

type Ended = {
  chain: readonly string[];
  holding: Zone | undefined;
  found: FoundCname;
  zones: readonly Zone[];
};

async function expectOurs(
  { chain, holding, found, zones }: Ended,
  ports: ChallengeTargetPorts,
  deadline: Deadline,
): Promise<Zone> {
  if (found.foreignZone) throw notHeld(chain, zones, found.foreignZone);
  if (!holding) throw await aboutItsZone(notHeld(chain, zones), chain.at(-1) ?? '', ports, deadline);
  if (isWritable(holding)) return holding;
  const [from = ''] = chain;
  throw chain.length === 1 ? zoneNotActive(from, holding) : targetNotActive(chain, holding);
}
