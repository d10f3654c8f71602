/**
 * Judges the values that a state lists, for one clean-up. Where a value is at a name that is no challenge name, the zone's own
 * records say whether a CNAME leads a challenge there: only the zone's owner writes those, and the state alone is not believed
 * (docs/decisions/0004-which-txt-values-are-removed.md). DNS is not asked: a zone that moved away is cleaned up too. It removes nothing.
 */
import { memoize } from '../memoize.ts';
import type { TxtRecord, ZoneDirectory, ZoneRecord } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { whyNotRemoved } from './leftovers.ts';
import { canonicalName, isChallengeName } from './name.ts';
import { rememberRecords } from './remember-records.ts';

export type JudgePorts = {
  zones: ZoneDirectory;
  /** Zones at DNScale in which a CNAME from elsewhere may lead to any name. @default none */
  delegationZones?: readonly string[] | undefined;
};

/**
 * Why a value is not removed; undefined when it may be.
 * @throws RenewerError when that cannot be told now: the value stays listed.
 */
export function createLeftoverJudge(
  { zones: directory, delegationZones = [] }: JudgePorts,
  deadline: Deadline,
): (record: TxtRecord) => Promise<string | undefined> {
  const zones = rememberRecords(directory);
  const listZones = memoize(() => directory.listZones(deadline));

  async function isLedThere({ name, zoneId }: TxtRecord): Promise<boolean> {
    const zone = (await listZones()).find(({ id }) => id === zoneId);
    return zone !== undefined && leadsChallengeTo(name, await zones.listRecords(zone, deadline));
  }

  return async (record) => {
    const fault = whyNotRemoved(record, delegationZones);
    if (fault === undefined) return undefined;
    // The end of a CNAME may be any name, as in a zone that is listed; all else holds there too.
    const faultAtEnd = whyNotRemoved(record, [...delegationZones, record.zoneName]);
    return faultAtEnd === undefined && (await isLedThere(record)) ? undefined : fault;
  };
}

/** Whether CNAMEs among these records lead from a challenge name to `end`: walks back, to each name once. */
function leadsChallengeTo(end: string, records: readonly ZoneRecord[]): boolean {
  const cnames = records.filter(({ type, disabled }) => type === 'CNAME' && !disabled);
  const sources = Map.groupBy(cnames, ({ content }) => canonicalName(content));
  const reached = new Set([end]);
  for (const name of reached) {
    for (const source of sources.get(name) ?? []) reached.add(source.name);
  }
  return [...reached].some(isChallengeName);
}
