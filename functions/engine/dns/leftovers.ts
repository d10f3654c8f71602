/**
 * TXT values that stand under the challenge names of given domain names, at DNScale. Whose they are and how old cannot
 * be told: DNScale gives no time of creation, and a comment belongs to the whole RRset. So this only lists.
 */

import { printable } from '../errors.ts';
import type { PublishedTxtRecord, TxtListing } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { type Finding, ok, type Settled, unknown, warning } from '../preflight/findings.ts';
import type { ChallengeTarget } from './challenge-target.ts';

export type ListedValue = PublishedTxtRecord & { recordId: string };

/** base64url(SHA-256) is what every ACME client publishes (RFC 8555 §8.4); anything else is there for another reason. */
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

export function describeLeftovers(
  zone: ChallengeTarget['zone'],
  listed: Settled<ListedValue[]>,
  domainNames: readonly string[],
): Finding[] {
  const about = { check: 'leftovers', subject: zone.name };
  if ('error' in listed)
    return [unknown(about, 'not looked for: the records of the zone could not be listed')];
  const values = Map.groupBy(listed.value, ({ name }) => name);
  if (values.size === 0) return [ok(about, 'no TXT values are left under its challenge names')];
  const options = domainNames.map((name) => `-d '${name}'`).join(' ');
  return [...values].map(([name, found]) =>
    warning(
      about,
      `${countOf(found)} at ${printable(name)}: part of an issuance that is under way, or left by one that ended`,
      `To see them, and to remove them: dnscale-certs sweep ${options} --older-than 1d`,
    ),
  );
}

function countOf(found: readonly ListedValue[]): string {
  const others = found.filter(({ value }) => !isAcmeValue(value)).length;
  const count = found.length === 1 ? '1 TXT value' : `${found.length} TXT values`;
  return others === 0 ? count : `${count} (${others} of them not of an ACME client)`;
}
