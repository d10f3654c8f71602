/** Are TXT values left under a zone's challenge names? It only tells of them; the sweep removes them. Pure. */
import type { Attempt } from '../attempt.ts';
import { isAcmeValue, type ListedValue } from '../dns/leftovers.ts';
import { printable } from '../errors.ts';
import type { Zone } from '../ports/dns.ts';
import { type Finding, ok, unknown, warning } from './findings.ts';

/** @param domainNames those whose values go into this zone. */
export function examineLeftovers(
  zone: Pick<Zone, 'name'>,
  listed: Attempt<ListedValue[]>,
  domainNames: readonly string[],
): Finding[] {
  const about = { check: 'leftovers', subject: zone.name };
  if ('error' in listed) return [unknown(about, 'not known: the records of the zone could not be listed')];
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
