/**
 * Where the TXT values of many names go. Each name is an attempt of its own: the run's preflight stops at the first
 * error, doctor and sweep tell each. A name and its wildcard are one question (RFC 8555 §8.4).
 */
import { type Attempt, attemptEach, valuesOf } from '../attempt.ts';
import type { DnsLookups, Zone } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { type ChallengeTarget, type ChallengeTargetPorts, findChallengeTarget } from './challenge-target.ts';
import { withoutWildcard } from './name.ts';
import { rememberRecords } from './remember-records.ts';

export type NamedTarget = { baseName: string; found: Attempt<ChallengeTarget> };

const NAMES_AT_ONCE = 20;

/** In the order of the names. */
export async function findTargets(
  domainNames: readonly string[],
  zones: readonly Zone[],
  ports: ChallengeTargetPorts,
  deadline: Deadline,
): Promise<NamedTarget[]> {
  const asking = {
    ...ports,
    lookups: passOverSilent(ports.lookups),
    zones: rememberRecords(ports.zones),
  };
  const find = (baseName: string) => findChallengeTarget(baseName, zones, asking, deadline);
  const attempts = await attemptEach(baseNames(domainNames), NAMES_AT_ONCE, find, deadline);
  return attempts.map(({ item: baseName, ...found }) => ({ baseName, found }));
}

/** The names without `*.`, each once. */
export function baseNames(domainNames: readonly string[]): string[] {
  return [...new Set(domainNames.map(withoutWildcard))];
}

export function foundTargets(targets: readonly NamedTarget[]): ChallengeTarget[] {
  return valuesOf(targets.map(({ found }) => found));
}

/** The zones that hold these targets, each once. */
export function zonesOf(targets: readonly ChallengeTarget[]): Zone[] {
  return [...new Map(targets.map(({ zone }) => [zone.id, zone])).values()];
}

/** A server that was silent once stays so for these names: a hundred of them do not wait for it each. */
function passOverSilent(lookups: DnsLookups): DnsLookups {
  const silent = new Set<string>();
  return {
    ...lookups,
    askExistence: async (server, name, deadline) => {
      if (silent.has(server.address)) return { kind: 'failure', reason: 'was silent before', silent: true };
      const answer = await lookups.askExistence(server, name, deadline);
      if (answer.kind === 'failure' && answer.silent) silent.add(server.address);
      return answer;
    },
  };
}
