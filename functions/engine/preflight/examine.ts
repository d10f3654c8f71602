/**
 * The doctor: everything that can be known before an order is spent, one finding a line. It changes nothing, asks what
 * does not hang together at the same time, and ends with the deadline: what was not answered by then is said to be so.
 */
import pMap from 'p-map';
import { defaultProfile } from '../config/defaults.ts';
import type { ChallengeTarget } from '../dns/challenge-target.ts';
import { describeLeftovers, type ListedValue, listValuesAt } from '../dns/leftovers.ts';
import { challengeName } from '../dns/name.ts';
import { rememberNameServers } from '../dns/remember-name-servers.ts';
import { holdingZone, isWritable } from '../dns/zone.ts';
import { memoize } from '../memoize.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { DnsInspector, DnsLookups, Resolver, TxtListing, Zone, ZoneDirectory } from '../ports/dns.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { DelegationPorts } from './check-delegation.ts';
import { examineAuthority } from './examine-authority.ts';
import { examineCaa } from './examine-caa.ts';
import { examineDelegation } from './examine-delegation.ts';
import { examineDnssec } from './examine-dnssec.ts';
import { examineNameServers } from './examine-name-servers.ts';
import { examineNames } from './examine-names.ts';
import { describeTightestScope, examineReading, examineToken, type TokenInspector } from './examine-token.ts';
import { bounded, type Finding, type Settled, settled, unknown } from './findings.ts';
import { baseNames, describeTargets, findTargets, foundTargets, type NamedTarget } from './targets.ts';

export type ExamineRequest = {
  /** As they were given. */
  domainNames: string[];
  /** The directory of the CA that is to issue. */
  directoryUrl: string;
  /** @default classic at Let's Encrypt, none elsewhere */
  profile?: string | undefined;
  /** The domains that DNScale's name servers are named in. */
  nameServerDomains: readonly string[];
};

export type ExaminePorts = {
  clock: Clock;
  token: TokenInspector;
  zones: ZoneDirectory;
  txtListing: TxtListing;
  resolver: Resolver;
  lookups: DnsLookups;
  inspector: DnsInspector;
  acme: Pick<AcmeServer, 'readMeta'>;
};

const ZONES_AT_ONCE = 10;

/** MUST NOT throw: whatever is met becomes a finding. */
export async function examine(
  request: ExamineRequest,
  ports: ExaminePorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const profile = request.profile ?? defaultProfile(request.directoryUrl);
  const names = examineNames(request.domainNames, profile);
  const remembering = { ...ports, resolver: rememberNameServers(ports.resolver) };
  const [token, world, authority] = await Promise.all([
    examineToken(ports.token, deadline),
    examineWorld(names.domainNames, request, remembering, deadline),
    examineCa(names.domainNames, { ...request, profile }, ports, deadline),
  ]);
  return [...names.findings, ...token, ...world, ...authority];
}

/** What DNScale and DNS say of the names. */
async function examineWorld(
  domainNames: readonly string[],
  { nameServerDomains }: ExamineRequest,
  ports: ExaminePorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const listed = await settled(() => ports.zones.listZones(deadline), deadline);
  const zones = 'value' in listed ? listed.value : [];
  const dnssec = examineSignatures(domainNames, zones, ports.inspector, deadline);
  if ('error' in listed)
    return [...examineReading(listed, []), ...zonesUnknown(domainNames), ...(await dnssec)];

  const servers = examineServers({ ...ports, nameServerDomains }, deadline);
  const holding = zonesHolding(domainNames, zones);
  // Most names need the zone that holds them: it is looked at while the CNAMEs are.
  eachOf(holding.filter(isWritable), ({ name }) => servers(name));
  const targets = await findTargets(domainNames, zones, ports, deadline);
  const used = usedZones(foundTargets(targets));
  // Where no zone takes a value, another one shows as well what the token may read.
  const read = [used, holding, zones.slice(0, 1)].find(({ length }) => length > 0) ?? [];
  const [values, delegations, signatures] = await Promise.all([
    listValues(read, foundTargets(targets), ports.txtListing, deadline),
    eachOf(used, ({ name }) => servers(name)),
    dnssec,
  ]);
  return [
    ...examineReading(listed, values),
    ...describeTightestScope(foundTargets(targets)),
    ...describeTargets(targets),
    ...delegations.flat(),
    ...signatures,
    ...values
      .filter(({ zone }) => used.includes(zone))
      .flatMap(({ zone, outcome }) => describeLeftovers(zone, outcome, namesIn(zone, targets))),
  ];
}

function zonesUnknown(domainNames: readonly string[]): Finding[] {
  const message =
    'not looked at, nor its delegation, name servers and leftovers: the zones at DNScale could not be listed';
  return baseNames(domainNames).map((subject) => unknown({ check: 'zone', subject }, message));
}

/** Of the zones that hold the names, and of the names that lie elsewhere: the CA goes through there in any case. */
async function examineSignatures(
  domainNames: readonly string[],
  zones: readonly Zone[],
  inspector: DnsInspector,
  deadline: Deadline,
): Promise<Finding[]> {
  const signed = baseNames(domainNames).map((name) => holdingZone(zones, challengeName(name))?.name ?? name);
  const findings = await eachOf([...new Set(signed)], (subject) =>
    bounded({ check: 'dnssec', subject }, () => examineDnssec(subject, inspector, deadline), deadline),
  );
  return findings.flat();
}

/** Delegation and name servers of a zone, once each. */
function examineServers(
  ports: ExaminePorts & DelegationPorts,
  deadline: Deadline,
): (zoneName: string) => Promise<Finding[]> {
  const examineZone = async (zoneName: string) => {
    const about = { check: 'delegation', subject: zoneName };
    const delegation = await bounded(about, () => examineDelegation(zoneName, ports, deadline), deadline);
    // The servers of somebody else are not looked into.
    if (delegation.some(({ verdict }) => verdict === 'failure' || verdict === 'unknown')) return delegation;
    const servers = { check: 'name-servers', subject: zoneName };
    const asked = await bounded(servers, () => examineNameServers(zoneName, ports, deadline), deadline);
    return [...delegation, ...asked];
  };
  return memoize(examineZone);
}

function zonesHolding(domainNames: readonly string[], zones: readonly Zone[]): Zone[] {
  return [
    ...new Set(baseNames(domainNames).flatMap((name) => holdingZone(zones, challengeName(name)) ?? [])),
  ];
}

function usedZones(targets: readonly ChallengeTarget[]): Zone[] {
  return [...new Map(targets.map(({ zone }) => [zone.id, zone])).values()];
}

type ZoneValues = { zone: Zone; outcome: Settled<ListedValue[]> };

function listValues(
  zones: readonly Zone[],
  targets: readonly ChallengeTarget[],
  txtListing: TxtListing,
  deadline: Deadline,
): Promise<ZoneValues[]> {
  return eachOf(zones, async (zone) => ({
    zone,
    outcome: await settled(() => listValuesAt(zone, targets, txtListing, deadline), deadline),
  }));
}

/** A hundred names may lie in a hundred zones, and each of those means dozens of sockets. */
function eachOf<Item, Result>(
  items: readonly Item[],
  examineOne: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  return pMap(items, examineOne, { concurrency: ZONES_AT_ONCE });
}

function namesIn(zone: Zone, targets: readonly NamedTarget[]): string[] {
  return targets
    .filter(({ outcome }) => 'value' in outcome && outcome.value.zone.id === zone.id)
    .map(({ baseName }) => baseName);
}

/** What the CA says of itself, and whether CAA lets it in. */
async function examineCa(
  domainNames: readonly string[],
  { directoryUrl, profile }: Pick<ExamineRequest, 'directoryUrl' | 'profile'>,
  { acme, lookups }: Pick<ExaminePorts, 'acme' | 'lookups'>,
  deadline: Deadline,
): Promise<Finding[]> {
  const meta = await settled(() => acme.readMeta(deadline), deadline);
  const authority = examineAuthority(directoryUrl, meta, profile);
  if ('error' in meta) return [...caaUnknown(domainNames), ...authority];
  return [...(await examineCaa(domainNames, meta.value, lookups, deadline)), ...authority];
}

function caaUnknown(domainNames: readonly string[]): Finding[] {
  const message = 'not judged, as the CA did not say by which name CAA records know it';
  return domainNames.map((subject) => unknown({ check: 'caa', subject }, message));
}
