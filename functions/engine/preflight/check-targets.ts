/**
 * The run's check of its challenge targets: each TXT value has a zone at DNScale, that zone is delegated, and DNSSEC is
 * intact there and on the way. It reports every CNAME that leads a challenge to another name.
 */
import { attemptEach, expectValue } from '../attempt.ts';
import type { ChallengeTarget, ChallengeTargetPorts } from '../dns/challenge-target.ts';
import { findTargets, zonesOf } from '../dns/find-targets.ts';
import { challengeName } from '../dns/name.ts';
import { wildcardHostFix, wildcardHostText, wildcardHostUnknown } from '../dns/wildcard-host.ts';
import { unknownWords } from '../dns/zone.ts';
import type { DnsLookups, Zone, ZoneDirectory } from '../ports/dns.ts';
import type { EventSink } from '../ports/events.ts';
import type { Deadline } from '../ports/time.ts';
import { checkDelegation, type DelegationPorts } from './check-delegation.ts';
import { checkDnssec } from './check-dnssec.ts';

export type TargetPorts = ChallengeTargetPorts &
  DelegationPorts & {
    zones: ZoneDirectory;
    lookups: Pick<DnsLookups, 'checkDnssec'>;
    events: EventSink;
  };

const ZONES_AT_ONCE = 20;

/**
 * By challenge name: `example.com` and `*.example.com` have one target.
 * @throws RenewerError of the first name that has no target, else of the first zone that is not delegated.
 */
export async function checkTargets(
  domainNames: readonly string[],
  ports: TargetPorts,
  deadline: Deadline,
): Promise<Map<string, ChallengeTarget>> {
  const zones = await ports.zones.listZones(deadline);
  const named = await findTargets(domainNames, zones, ports, deadline);
  const targets = named.map(({ baseName, found }) => ({ baseName, target: expectValue(found) }));
  const checkZone = (zone: Zone) => checkDelegation(zone, ports, deadline);
  const used = zonesOf(targets.map(({ target }) => target));
  const [delegations] = await Promise.all([
    attemptEach(used, ZONES_AT_ONCE, checkZone, deadline),
    checkDnssec([...used.map(({ name }) => name), ...namesElsewhere(targets)], ports, deadline),
  ]);
  const nameServers = [...new Set(delegations.flatMap(expectValue))];
  ports.events.emit({ event: 'zones-checked', zoneNames: used.map(({ name }) => name), nameServers });
  for (const zone of used) tellUnknown(zone, ports.events);
  for (const { baseName, target } of targets) {
    tellDelegated(baseName, target, ports.events);
    warnOfWildcardHost(baseName, target, ports.events);
  }
  return new Map(targets.map(({ baseName, target }) => [challengeName(baseName), target]));
}

function tellUnknown(zone: Zone, events: EventSink): void {
  const message = unknownWords(zone);
  if (message !== undefined) events.emit({ event: 'warning', subject: zone.name, message });
}

/** Names whose challenge a CNAME leads away: the CA resolves them in their own zone too. */
function namesElsewhere(targets: readonly { baseName: string; target: ChallengeTarget }[]): string[] {
  return targets
    .filter(({ baseName, target }) => target.name !== challengeName(baseName))
    .map(({ baseName }) => baseName);
}

function tellDelegated(domainName: string, { name: to, zone }: ChallengeTarget, events: EventSink): void {
  const from = challengeName(domainName);
  if (to === from) return;
  events.emit({ event: 'challenge-delegated', domainName, from, to, zoneName: zone.name });
}

function warnOfWildcardHost(
  domainName: string,
  { name, wildcardHost }: ChallengeTarget,
  events: EventSink,
): void {
  if (wildcardHost === undefined) return;
  if (wildcardHost === 'unknown') {
    events.emit({ event: 'warning', subject: name, message: wildcardHostUnknown(name) });
    return;
  }
  const fix = wildcardHostFix(domainName, wildcardHost);
  const message = `${wildcardHostText(name, wildcardHost)}. The renewer keeps no value there between runs. ${fix}`;
  events.emit({ event: 'warning', subject: wildcardHost.host, message });
}
