/**
 * The doctor: everything that can be known before an order is spent, one finding a line. It changes nothing and asks
 * independent questions side by side. It ends with the deadline and says which answers had not come by then.
 */
import pMap from 'p-map';
import { type Attempt, attempt } from '../attempt.ts';
import { defaultProfile } from '../config/defaults.ts';
import { baseNames, findTargets, foundTargets, type NamedTarget, zonesOf } from '../dns/find-targets.ts';
import { valuesAt } from '../dns/leftovers.ts';
import { challengeName } from '../dns/name.ts';
import { rememberNameServers } from '../dns/remember-name-servers.ts';
import { rememberRecords } from '../dns/remember-records.ts';
import { holdingZone, isWritable } from '../dns/zone.ts';
import { memoize } from '../memoize.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { DnsInspector, DnsLookups, Resolver, Zone, ZoneDirectory, ZoneRecord } from '../ports/dns.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { DelegationPorts } from './check-delegation.ts';
import { examineAuthority } from './examine-authority.ts';
import { examineCaa } from './examine-caa.ts';
import { examineDelegation } from './examine-delegation.ts';
import { examineDnssec } from './examine-dnssec.ts';
import { examineLeftovers, type NamedValuePlace } from './examine-leftovers.ts';
import { examineNameServers } from './examine-name-servers.ts';
import { examineNames, namesToExamine } from './examine-names.ts';
import { examineTargets } from './examine-targets.ts';
import { describeTightestScope, examineReading, examineToken, type TokenInspector } from './examine-token.ts';
import { type Finding, findingsOf, unknown } from './findings.ts';

export type ExamineRequest = {
  /** As they were given. */
  domainNames: string[];
  /** The directory of the CA that is to issue. */
  directoryUrl: string;
  /** @default classic at Let's Encrypt, none elsewhere */
  profile?: string | undefined;
  /** The domains that DNScale's name servers are named in. */
  nameServerDomains: readonly string[];
  /** Zones at DNScale in which a CNAME from elsewhere may lead to any name. @default none */
  delegationZones?: readonly string[] | undefined;
};

export type ExaminePorts = {
  clock: Clock;
  token: TokenInspector;
  zones: ZoneDirectory;
  resolver: Resolver;
  lookups: DnsLookups;
  inspector: DnsInspector;
  acme: Pick<AcmeServer, 'readMeta'>;
};

/** A hundred names may lie in a hundred zones, and each zone means dozens of sockets. */
const ZONES_AT_ONCE = 10;

/** MUST NOT throw: every fault becomes a finding. */
export async function examine(
  request: ExamineRequest,
  ports: ExaminePorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const profile = request.profile ?? defaultProfile(request.directoryUrl);
  const domainNames = namesToExamine(request.domainNames);
  const remembering = {
    ...ports,
    zones: rememberRecords(ports.zones),
    resolver: rememberNameServers(ports.resolver),
  };
  const [token, zones, ca, doubtful] = await Promise.all([
    examineToken(ports.token, deadline),
    examineZones(domainNames, request, remembering, deadline),
    examineCa(domainNames, { ...request, profile }, ports, deadline),
    // Holds a list of ten thousand suffixes, which is read while the others wait for answers.
    import('../config/certifiable-names.ts').then(({ doubtfulNames }) =>
      doubtfulNames(domainNames, request.directoryUrl),
    ),
  ]);
  return [...examineNames(request.domainNames, { ...request, profile }, doubtful), ...token, ...zones, ...ca];
}

/** What DNScale and DNS say of the names. */
async function examineZones(
  domainNames: readonly string[],
  { nameServerDomains, delegationZones }: ExamineRequest,
  ports: ExaminePorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const listed = await attempt(() => ports.zones.listZones(deadline), deadline);
  const zones = 'value' in listed ? listed.value : [];
  const signatures = beginSignatures(domainNames, zones, ports.inspector, deadline);
  if ('error' in listed)
    return [...examineReading(listed, []), ...zonesUnknown(domainNames), ...(await signatures.asExpected())];

  const examineServers = memoize((zoneName: string) =>
    examineServersOf(zoneName, { ...ports, nameServerDomains }, deadline),
  );
  const holding = zonesHolding(domainNames, zones);
  // Most names need the zone that holds them, so its servers are asked while the CNAMEs are.
  eachZone(holding.filter(isWritable), ({ name }) => examineServers(name));
  const named = await findTargets(domainNames, zones, { ...ports, delegationZones }, deadline);
  const targets = foundTargets(named);
  const used = zonesOf(targets);
  // If no zone takes a value, reading any other zone also shows what the token may read.
  const read = [used, holding, zones.slice(0, 1)].find(({ length }) => length > 0) ?? [];
  const [listings, servers, signed] = await Promise.all([
    eachZone(read, (zone) => listZone(zone, ports.zones, deadline)),
    eachZone(used, ({ name }) => examineServers(name)),
    signatures.of(named),
  ]);
  return [
    ...examineReading(listed, listings),
    ...describeTightestScope(targets),
    ...examineTargets(named),
    ...servers.flat(),
    ...signed,
    ...listings
      .filter(({ zone }) => used.includes(zone))
      .flatMap(({ zone, outcome }) => {
        const left = 'value' in outcome ? { value: valuesAt(zone, targets, outcome.value) } : outcome;
        return examineLeftovers(zone, left, targetsIn(zone, named));
      }),
  ];
}

function zonesUnknown(domainNames: readonly string[]): Finding[] {
  const message =
    'not examined, nor its delegation, name servers and leftovers: the zones at DNScale could not be listed';
  return baseNames(domainNames).map((subject) => unknown({ check: 'zone', subject }, message));
}

/**
 * DNSSEC of the zones that the values go to, and of names elsewhere, since the CA resolves those too. It is asked about the zones
 * that seem to hold the names while the targets are still being found; one that DNS does not know is not told then.
 */
function beginSignatures(
  domainNames: readonly string[],
  zones: readonly Zone[],
  inspector: DnsInspector,
  deadline: Deadline,
) {
  const examineOne = memoize((subject: string) =>
    findingsOf({ check: 'dnssec', subject }, () => examineDnssec(subject, inspector, deadline), deadline),
  );
  const examineAll = async (subjects: readonly string[]) =>
    (await eachZone([...new Set(subjects)], examineOne)).flat();
  const expectedOf = (baseName: string) => holdingZone(zones, challengeName(baseName))?.name ?? baseName;
  const subjectsOf = ({ baseName, found }: NamedTarget) => {
    if ('error' in found) return [expectedOf(baseName)];
    const { name, zone } = found.value;
    return name === challengeName(baseName) ? [zone.name] : [zone.name, baseName];
  };
  const expected = examineAll(baseNames(domainNames).map(expectedOf));
  return {
    asExpected: () => expected,
    of: (targets: readonly NamedTarget[]) => examineAll(targets.flatMap(subjectsOf)),
  };
}

async function examineServersOf(
  zoneName: string,
  ports: ExaminePorts & DelegationPorts,
  deadline: Deadline,
): Promise<Finding[]> {
  const [delegation, servers] = await Promise.all([
    findingsOf(
      { check: 'delegation', subject: zoneName },
      () => examineDelegation(zoneName, ports, deadline),
      deadline,
    ),
    findingsOf(
      { check: 'name-servers', subject: zoneName },
      () => examineNameServers(zoneName, ports, deadline),
      deadline,
    ),
  ]);
  // Where nothing is delegated, there is no server to examine.
  const isDelegated = delegation.some(
    ({ check, verdict }) => check === 'delegation' && (verdict === 'ok' || verdict === 'warning'),
  );
  return isDelegated ? [...delegation, ...servers] : delegation;
}

function zonesHolding(domainNames: readonly string[], zones: readonly Zone[]): Zone[] {
  return [
    ...new Set(baseNames(domainNames).flatMap((name) => holdingZone(zones, challengeName(name)) ?? [])),
  ];
}

type ListedZone = { zone: Zone; outcome: Attempt<ZoneRecord[]> };

async function listZone(
  zone: Zone,
  zones: Pick<ZoneDirectory, 'listRecords'>,
  deadline: Deadline,
): Promise<ListedZone> {
  return { zone, outcome: await attempt(() => zones.listRecords(zone, deadline), deadline) };
}

function eachZone<Item, Result>(
  items: readonly Item[],
  examineOne: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  return pMap(items, examineOne, { concurrency: ZONES_AT_ONCE });
}

function targetsIn(zone: Zone, named: readonly NamedTarget[]): NamedValuePlace[] {
  return named.flatMap(({ baseName, found }) =>
    'value' in found && found.value.zone.id === zone.id ? [{ baseName, name: found.value.name }] : [],
  );
}

/** What the CA says of itself, and whether CAA records let it issue. */
async function examineCa(
  domainNames: readonly string[],
  { directoryUrl, profile }: Pick<ExamineRequest, 'directoryUrl' | 'profile'>,
  { acme, lookups }: Pick<ExaminePorts, 'acme' | 'lookups'>,
  deadline: Deadline,
): Promise<Finding[]> {
  const meta = await attempt(() => acme.readMeta(deadline), deadline);
  const authority = examineAuthority(directoryUrl, meta, profile);
  if ('error' in meta) return [...caaUnknown(domainNames), ...authority];
  return [...(await examineCaa(domainNames, meta.value, lookups, deadline)), ...authority];
}

function caaUnknown(domainNames: readonly string[]): Finding[] {
  const message = 'not judged, as the CA did not say by which name CAA records know it';
  return domainNames.map((subject) => unknown({ check: 'caa', subject }, message));
}
