/**
 * TXT values at DNScale under the challenge names of given domain names. Neither their owner nor their age can be known:
 * DNScale gives no time of creation, and a comment belongs to the whole RRset. So this only lists, and judges what a state
 * lists. Pure.
 */
import { printable } from '../errors.ts';
import type { PublishedTxtRecord, TxtRecord, Zone, ZoneRecord } from '../ports/dns.ts';
import { canonicalName, isChallengeName, isWithin } from './name.ts';

export type ListedValue = PublishedTxtRecord & { recordId: string };

/** Every ACME client publishes base64url(SHA-256) (RFC 8555 §8.4); any other value has another purpose. */
export function isAcmeValue(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value);
}

/** The values at the targets that lie in this zone. */
export function valuesAt(
  zone: Zone,
  targets: readonly { name: string; zone: Zone }[],
  records: readonly ZoneRecord[],
): ListedValue[] {
  const names = new Set(targets.filter((target) => target.zone.id === zone.id).map(({ name }) => name));
  return records
    .filter(({ type, name }) => type === 'TXT' && names.has(name))
    .map(({ name, content, recordId }) => ({
      zoneId: zone.id,
      zoneName: zone.name,
      name,
      value: content,
      recordId,
    }));
}

/**
 * Why a value that a state lists is not removed; undefined when it may be. Whoever can write the state must not choose what
 * is deleted: an SPF or DMARC record is a TXT record, too.
 *
 * @param delegationZones as the deployment lists them: a CNAME may lead to any name there.
 */
export function whyNotRemoved(
  { zoneId, zoneName, name, value }: TxtRecord,
  delegationZones: readonly string[],
): string | undefined {
  const isListed = delegationZones.map(canonicalName).includes(zoneName);
  if (!isListed && !isChallengeName(name)) return `${shown(name)} does not begin with _acme-challenge`;
  if (!isAcmeValue(value)) return 'the value does not have the form of an ACME value';
  if (!isWithin(name, zoneName)) return `${shown(name)} is not in the zone ${shown(zoneName)}`;
  // It becomes a part of a URL's path, where ".." leads elsewhere.
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(zoneId)) return `${shown(zoneId)} is no id of a zone`;
  return undefined;
}

function shown(text: string): string {
  return printable(text, LONGEST_NAME);
}

const LONGEST_NAME = 253;
