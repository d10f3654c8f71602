/**
 * Judges the values that a state lists, for one clean-up. Where a value is at a name that is no challenge name, DNS is asked
 * whether a CNAME leads the challenge there, as it was when the value was published: the state alone is not believed
 * (docs/decisions/0004-which-txt-values-are-removed.md). It removes nothing.
 */
import { type ErrorCode, RenewerError } from '../errors.ts';
import { memoize } from '../memoize.ts';
import type { TxtRecord, ZoneDirectory } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { type ChallengeTargetPorts, findChallengeTarget } from './challenge-target.ts';
import { whyNotRemoved } from './leftovers.ts';
import { checkDomainName } from './name.ts';
import { rememberRecords } from './remember-records.ts';

export type JudgePorts = Omit<ChallengeTargetPorts, 'zones'> & { zones: ZoneDirectory };

/** No value of the challenge goes anywhere now. */
const LEADS_NOWHERE: readonly ErrorCode[] = [
  'zone-not-found',
  'zone-not-active',
  'delegation-loop',
  'target-refused',
];

/**
 * Why a value is not removed; undefined when it may be.
 * @throws RenewerError when that cannot be told now: the value stays listed.
 */
export function createLeftoverJudge(
  { zones: directory, resolver, lookups, delegationZones = [] }: JudgePorts,
  deadline: Deadline,
): (record: TxtRecord) => Promise<string | undefined> {
  const zones = rememberRecords(directory);
  const listZones = memoize(() => directory.listZones(deadline));

  async function isLedThere({ domainName = '', name, zoneId }: TxtRecord): Promise<boolean> {
    const checked = checkDomainName(domainName);
    if ('fault' in checked) return false;
    try {
      const ports = { zones, resolver, lookups, delegationZones };
      const target = await findChallengeTarget(checked.name, await listZones(), ports, deadline);
      return target.name === name && target.zone.id === zoneId;
    } catch (thrown) {
      if (thrown instanceof RenewerError && LEADS_NOWHERE.includes(thrown.code)) return false;
      throw thrown;
    }
  }

  return async (record) => {
    const fault = whyNotRemoved(record, delegationZones);
    if (fault === undefined) return undefined;
    // The end of a CNAME may be any name, as in a zone that is listed; all else holds there too.
    const faultAtEnd = whyNotRemoved(record, [...delegationZones, record.zoneName]);
    return faultAtEnd === undefined && (await isLedThere(record)) ? undefined : fault;
  };
}
