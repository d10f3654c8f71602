/**
 * Whether a CNAME may lead a TXT value into a zone of ours. Whoever holds one name writes its CNAME, and could have a value
 * placed at any name of any zone that the token sees: at `_dmarc`, at an apex, at a host that only a wildcard makes. Pure.
 */
import type { Zone } from '../ports/dns.ts';
import { canonicalName } from './name.ts';

/** One name on the way from the challenge name along its CNAMEs. */
export type Hop = {
  name: string;
  /** The zone at DNScale that holds it. */
  zone: Zone | undefined;
  /** What stands there was read from that zone's records, which only its owner writes. */
  isOwnRecord: boolean;
};

/**
 * The last name takes a value when it is the challenge name itself, a challenge name of its own, in a zone that is listed, or
 * in the same zone as an allowed name before it whose CNAME that zone holds.
 */
export function mayTakeValue(hops: readonly Hop[], delegationZones: readonly string[]): boolean {
  const listed = delegationZones.map(canonicalName);
  let isAllowed = true;
  for (const [i, { name, zone }] of hops.entries()) {
    const before = hops[i - 1];
    if (before === undefined) continue;
    const staysInside: boolean = isAllowed && before.isOwnRecord && before.zone?.name === zone?.name;
    isAllowed = staysInside || name.startsWith('_acme-challenge.') || listed.includes(zone?.name ?? '');
  }
  return isAllowed;
}
