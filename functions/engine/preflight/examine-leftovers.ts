/** Are TXT values left under a zone's challenge names? It only tells of them; the sweep removes them. Pure. */
import type { Attempt } from '../attempt.ts';
import { isAcmeValue, type ListedValue } from '../dns/leftovers.ts';
import { printable } from '../errors.ts';
import type { Zone } from '../ports/dns.ts';
import { type About, type Finding, ok, unknown, warning } from './findings.ts';

/** Where the TXT values of a domain name go; several may share one. */
export type NamedValuePlace = { baseName: string; name: string };

/** @param places of the names whose values go into this zone. */
export function examineLeftovers(
  zone: Pick<Zone, 'name'>,
  listed: Attempt<ListedValue[]>,
  places: readonly NamedValuePlace[],
): Finding[] {
  const about = { check: 'leftovers', subject: zone.name };
  if ('error' in listed) return [unknown(about, 'not known: the records of the zone could not be listed')];
  const values = Map.groupBy(listed.value, ({ name }) => name);
  if (values.size === 0) return [ok(about, 'no TXT values are left under its challenge names')];
  return [...values].map(([name, found]) => {
    const removable = found.filter(({ value }) => isAcmeValue(value));
    const others = found.length - removable.length;
    if (removable.length === 0) return keptBySweep(about, name, others);
    const more = others === 0 ? '' : `; beside it ${countOf(others)} of no ACME client, which stays`;
    const seen = `${countOf(removable.length)} at ${printable(name)}: part of an issuance that is under way, or left by one that ended${more}`;
    const [place] = places.filter((one) => one.name === name);
    return warning(
      about,
      seen,
      `To see and remove it: dnscale-certs sweep -d ${place?.baseName} --older-than 1d`,
    );
  });
}

/** It harms no issuance: a CA searches all values for its own (RFC 8555 §8.4). */
function keptBySweep(about: About, name: string, count: number): Finding {
  const seen = `${countOf(count)} at ${printable(name)}, of no ACME client: no issuance minds`;
  return warning(about, seen, 'If nothing of yours needs it, remove it at DNScale.');
}

function countOf(values: number): string {
  return values === 1 ? '1 TXT value' : `${values} TXT values`;
}
