/**
 * TXT values at DNScale under the challenge names of given domain names. Neither their owner nor their age can be known:
 * DNScale gives no time of creation, and a comment belongs to the whole RRset. So this only lists.
 */
import type { PublishedTxtRecord, TxtListing } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import type { ChallengeTarget } from './challenge-target.ts';

export type ListedValue = PublishedTxtRecord & { recordId: string };

/** Every ACME client publishes base64url(SHA-256) (RFC 8555 §8.4); any other value has another purpose. */
export function isAcmeValue(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value);
}

/** The values at the targets that lie in this zone. */
export function listValuesAt(
  zone: ChallengeTarget['zone'],
  targets: readonly ChallengeTarget[],
  txtListing: TxtListing,
  deadline: Deadline,
): Promise<ListedValue[]> {
  const names = targets.filter((target) => target.zone.id === zone.id).map(({ name }) => name);
  return txtListing.listChallengeValues(zone, [...new Set(names)], deadline);
}
