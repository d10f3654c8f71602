/**
 * Where the TXT value of each name goes, and how that looks from outside: directly in a zone at DNScale, behind CNAMEs
 * in another, or nowhere. A name and its wildcard are one question (RFC 8555 §8.4).
 */
import pMap from 'p-map';
import {
  type ChallengeTarget,
  type ChallengeTargetPorts,
  findChallengeTarget,
} from '../dns/challenge-target.ts';
import { challengeName, withoutWildcard } from '../dns/name.ts';
import { printable, type RenewerError } from '../errors.ts';
import type { Zone } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { type Finding, failed, ok, type Settled, settled } from './findings.ts';

export type NamedTarget = { baseName: string; outcome: Settled<ChallengeTarget> };

const NAMES_AT_ONCE = 20;

/** The names without `*.`, each once. */
export function baseNames(domainNames: readonly string[]): string[] {
  return [...new Set(domainNames.map(withoutWildcard))];
}

export function findTargets(
  domainNames: readonly string[],
  zones: readonly Zone[],
  ports: ChallengeTargetPorts,
  deadline: Deadline,
): Promise<NamedTarget[]> {
  return pMap(
    baseNames(domainNames),
    async (baseName) => ({
      baseName,
      outcome: await settled(() => findChallengeTarget(baseName, zones, ports, deadline), deadline),
    }),
    { concurrency: NAMES_AT_ONCE },
  );
}

export function foundTargets(targets: readonly NamedTarget[]): ChallengeTarget[] {
  return targets.flatMap(({ outcome }) => ('value' in outcome ? [outcome.value] : []));
}

/** A line for each zone that is used and one for each name; what has no target says why and what to add. */
export function describeTargets(targets: readonly NamedTarget[]): Finding[] {
  const zones = new Set(foundTargets(targets).map(({ zone }) => zone.name));
  return [
    ...[...zones].map((name) => ok({ check: 'zone', subject: name }, 'is an active master zone at DNScale')),
    ...targets.map(describeTarget),
  ];
}

function describeTarget({ baseName, outcome }: NamedTarget): Finding {
  if ('error' in outcome) return failed({ check: checkOf(outcome.error), subject: baseName }, outcome.error);
  const { zone } = outcome.value;
  const name = printable(outcome.value.name);
  const from = challengeName(baseName);
  const way = name === from ? `goes to ${from}` : `goes to ${name}, where the CNAME at ${from} leads`;
  return ok({ check: 'challenge', subject: baseName }, `the TXT value ${way}, in the zone ${zone.name}`);
}

function checkOf({ code }: RenewerError): string {
  if (code === 'zone-not-found' || code === 'zone-not-active') return 'zone';
  return code === 'not-delegated' ? 'delegation' : 'challenge';
}
