/** Has each name a place for its TXT value: in its own zone at DNScale, or where its CNAMEs lead? Pure. */
import { foundTargets, type NamedTarget, zonesOf } from '../dns/find-targets.ts';
import { challengeName } from '../dns/name.ts';
import { wildcardHostFix, wildcardHostText } from '../dns/wildcard-host.ts';
import { unknownWords } from '../dns/zone.ts';
import { printable, type RenewerError } from '../errors.ts';
import type { Zone } from '../ports/dns.ts';
import { type Finding, failed, ok, unknown, warning } from './findings.ts';

/** A line for each zone that is used and one for each name; a name without a target says why and what to add. */
export function examineTargets(targets: readonly NamedTarget[]): Finding[] {
  return [
    ...zonesOf(foundTargets(targets)).map(examineZone),
    ...targets.map(examineTarget),
    ...targets.flatMap(examineHost),
  ];
}

function examineZone(zone: Zone): Finding {
  const about = { check: 'zone', subject: zone.name };
  const words = unknownWords(zone);
  return words === undefined ? ok(about, 'is an active master zone at DNScale') : warning(about, words);
}

function examineTarget({ baseName, found }: NamedTarget): Finding {
  if ('error' in found) {
    const about = { check: checkOf(found.error), subject: baseName };
    // Told as a failure of the token, or of DNScale.
    if (isOfDnscale(found.error)) return unknown(about, RECORDS_UNKNOWN);
    return failed(about, found.error);
  }
  const { zone } = found.value;
  const name = printable(found.value.name);
  const from = challengeName(baseName);
  const way = name === from ? `goes to ${from}` : `goes to ${name}, where the CNAME at ${from} leads`;
  return ok({ check: 'challenge', subject: baseName }, `the TXT value ${way}, in the zone ${zone.name}`);
}

/** A host that loses its address while a value stands below it. */
function examineHost({ baseName, found }: NamedTarget): Finding[] {
  if ('error' in found || found.value.wildcardHost === undefined) return [];
  const { name, wildcardHost } = found.value;
  const about = { check: 'wildcard-host', subject: baseName };
  if (wildcardHost === 'unknown') {
    const seen = 'the token sees challenge names only, and the zone’s servers cannot tell now';
    return [unknown(about, `not known whether ${baseName} exists only through a wildcard: ${seen}`)];
  }
  const fix = wildcardHostFix(baseName, wildcardHost);
  return [warning(about, printable(wildcardHostText(name, wildcardHost), 500), fix)];
}

const RECORDS_UNKNOWN = 'not known where the TXT value goes: the records of the zone could not be listed';

function isOfDnscale({ code }: RenewerError): boolean {
  return code.startsWith('dnscale-');
}

function checkOf({ code }: RenewerError): string {
  if (code === 'zone-not-found' || code === 'zone-not-active') return 'zone';
  return code === 'not-delegated' ? 'delegation' : 'challenge';
}
