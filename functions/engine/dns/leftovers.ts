/**
 * TXT values at DNScale under the challenge names of given domain names. Neither their owner nor their age can be known:
 * DNScale gives no time of creation, and a comment belongs to the whole RRset. So this only lists. Pure.
 */
import type { PublishedTxtRecord, Zone, ZoneRecord } from '../ports/dns.ts';

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
