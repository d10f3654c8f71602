/** Has each name a place for its TXT value: in its own zone at DNScale, or where its CNAMEs lead? Pure. */
import { foundTargets, type NamedTarget, zonesOf } from '../dns/find-targets.ts';
import { challengeName } from '../dns/name.ts';
import { unknownWords } from '../dns/zone.ts';
import { printable, type RenewerError } from '../errors.ts';
import type { Zone } from '../ports/dns.ts';
import { type Finding, failed, ok, warning } from './findings.ts';

/** A line for each zone that is used and one for each name; a name without a target says why and what to add. */
export function examineTargets(targets: readonly NamedTarget[]): Finding[] {
  return [...zonesOf(foundTargets(targets)).map(examineZone), ...targets.map(examineTarget)];
}

function examineZone(zone: Zone): Finding {
  const about = { check: 'zone', subject: zone.name };
  const unknown = unknownWords(zone);
  return unknown === undefined ? ok(about, 'is an active master zone at DNScale') : warning(about, unknown);
}

function examineTarget({ baseName, found }: NamedTarget): Finding {
  if ('error' in found) return failed({ check: checkOf(found.error), subject: baseName }, found.error);
  const { zone } = found.value;
  const name = printable(found.value.name);
  const from = challengeName(baseName);
  const way = name === from ? `goes to ${from}` : `goes to ${name}, where the CNAME at ${from} leads`;
  return ok({ check: 'challenge', subject: baseName }, `the TXT value ${way}, in the zone ${zone.name}`);
}

function checkOf({ code }: RenewerError): string {
  if (code === 'zone-not-found' || code === 'zone-not-active') return 'zone';
  return code === 'not-delegated' ? 'delegation' : 'challenge';
}
