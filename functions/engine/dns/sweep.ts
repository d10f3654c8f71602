/**
 * Removes TXT values that other clients, or killed runs, left under the challenge names of given domain names. Their
 * age cannot be known, so a person says whether they go; values that no ACME client publishes always stay.
 */
import pMap from 'p-map';
import { type Attempt, attempt, errorsOf, valuesOf } from '../attempt.ts';
import { RenewerError } from '../errors.ts';
import type { TxtRecords, ZoneDirectory } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import type { ChallengeTargetPorts } from './challenge-target.ts';
import type { DelegationResolver } from './find-delegation.ts';
import { findTargets, foundTargets, zonesOf } from './find-targets.ts';
import { isAcmeValue, type ListedValue, valuesAt } from './leftovers.ts';
import { checkDomainNames } from './name-set.ts';
import { rememberNameServers } from './remember-name-servers.ts';
import { rememberRecords } from './remember-records.ts';

export type SweepPorts = {
  zones: ZoneDirectory;
  resolver: DelegationResolver;
  lookups: ChallengeTargetPorts['lookups'];
  delegationZones?: ChallengeTargetPorts['delegationZones'];
};

export type Leftovers = {
  /** These have the form that ACME clients publish, and can be removed. */
  removable: ListedValue[];
  /** All others; never removed. */
  kept: ListedValue[];
  /** Why names or zones could not be searched. */
  failures: RenewerError[];
};

const REMOVALS_AT_ONCE = 10;

/** @throws RenewerError `config-invalid` for names with a fault, and what the listing of the zones throws. */
export async function findLeftovers(
  given: string[],
  { zones: directory, resolver, lookups, delegationZones }: SweepPorts,
  deadline: Deadline,
): Promise<Leftovers> {
  const domainNames = expectValid(given);
  const zones = await directory.listZones(deadline);
  const zoneRecords = rememberRecords(directory);
  const ports = { zones: zoneRecords, resolver: rememberNameServers(resolver), lookups, delegationZones };
  const named = await findTargets(domainNames, zones, ports, deadline);
  const targets = foundTargets(named);
  const listings = await Promise.all(
    zonesOf(targets).map((zone) =>
      attempt(async () => valuesAt(zone, targets, await zoneRecords.listRecords(zone, deadline)), deadline),
    ),
  );
  const values = valuesOf(listings).flat();
  return {
    removable: values.filter(({ value }) => isAcmeValue(value)),
    kept: values.filter(({ value }) => !isAcmeValue(value)),
    failures: [...errorsOf(named.map(({ found }) => found)), ...errorsOf(listings)],
  };
}

export type Removal = { record: ListedValue; outcome: Attempt<unknown> };

/** Removes each value by its record id, and no other; calls `onRemoval` after each. MUST NOT throw. */
export function removeLeftovers(
  records: readonly ListedValue[],
  txtRecords: Pick<TxtRecords, 'removeValue'>,
  onRemoval: (removal: Removal) => void,
  deadline: Deadline,
): Promise<Removal[]> {
  return pMap(
    records.filter(({ value }) => isAcmeValue(value)),
    async (record) => {
      const removal = {
        record,
        outcome: await attempt(() => txtRecords.removeValue(record, deadline), deadline),
      };
      onRemoval(removal);
      return removal;
    },
    { concurrency: REMOVALS_AT_ONCE },
  );
}

/** Each name by itself: they need not fit into one certificate. */
function expectValid(given: string[]): string[] {
  const checks = given.map((name) => checkDomainNames([name]));
  const faults = checks.flatMap((check) => ('faults' in check ? check.faults.map(({ fault }) => fault) : []));
  if (faults.length > 0) {
    throw new RenewerError({
      code: 'config-invalid',
      disposition: 'person',
      message: `The domain names cannot be used: ${faults.join('; ')}.`,
    });
  }
  return checks.flatMap((check) => ('names' in check ? check.names : []));
}
