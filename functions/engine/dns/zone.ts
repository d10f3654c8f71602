/**
 * Finds the zone that an owner name is written in: the longest match by label. Pure. DNS answers from the most specific zone
 * that is delegated, also when that is not active at DNScale: whoever asks DNS passes over the others (`holdingZones`).
 */
import { listed, printable, RenewerError } from '../errors.ts';
import type { Zone } from '../ports/dns.ts';
import { isWithin, parentOf } from './name.ts';
import { ownRecordFirst } from './wildcard-host.ts';

const MAX_ZONES_SHOWN = 10;

/**
 * The zone for `ownerName`, which is canonical as the zones' names are: undefined when no zone holds it. Of several zones
 * with that name (a copy, or one in another region) it takes one that can be written, then an active one, then the lowest
 * id: the same at every run, in any order of DNScale's list. The wait for propagation shows whether DNS is delegated to
 * that one.
 */
export function holdingZone(zones: readonly Zone[], ownerName: string): Zone | undefined {
  return holdingZones(zones, ownerName)[0];
}

/** As holdingZone, with those above it: child zones before their parents, one of each name. */
export function holdingZones(zones: readonly Zone[], ownerName: string): Zone[] {
  const sorted = zones.filter(({ name }) => isWithin(ownerName, name)).sort(byPrecedence);
  return sorted.filter(({ name }, i) => name !== sorted[i - 1]?.name);
}

function byPrecedence(a: Zone, b: Zone): number {
  return (
    b.name.length - a.name.length ||
    Number(isWritable(b)) - Number(isWritable(a)) ||
    Number(unknownWords(b) === undefined) - Number(unknownWords(a) === undefined) ||
    Number(isActive(b)) - Number(isActive(a)) ||
    (a.id < b.id ? -1 : 1)
  );
}

function isActive({ status }: Zone): boolean {
  return status.toLowerCase() === 'active';
}

/** DNScale's words for zones that take no value, or show none. A word that we do not know is tried. */
const UNUSABLE_STATUSES = ['paused', 'pending', 'error'];
const UNUSABLE_TYPES = ['slave', 'secondary'];

export function isWritable({ status, type }: Zone): boolean {
  return !hasUnusableStatus(status) && !UNUSABLE_TYPES.includes(type.toLowerCase());
}

function hasUnusableStatus(status: string): boolean {
  return UNUSABLE_STATUSES.includes(status.toLowerCase());
}

/** What DNScale says of a zone that can perhaps be written, in words that we do not know. */
export function unknownWords(zone: Zone): string | undefined {
  if (!isWritable(zone)) return undefined;
  const words = [
    ...(isActive(zone) ? [] : [`the status "${printable(zone.status, 60)}"`]),
    ...(zone.type.toLowerCase() === 'master' ? [] : [`the type "${printable(zone.type, 60)}"`]),
  ];
  return words.length === 0
    ? undefined
    : `The zone ${printable(zone.name)} has ${words.join(' and ')} at DNScale, which the renewer does not know. It is tried.`;
}

/** The zones that the token sees, in words: ten names at most. */
export function seenZones(zones: readonly Zone[]): string {
  if (zones.length === 0) return 'the token sees no zone at all';
  const names = zones.map(({ name }) => printable(name));
  return `the token sees ${listed(names, MAX_ZONES_SHOWN)}`;
}

/** @param ownerName a challenge name. @param zoneName the zone that is not at DNScale, where it is known. */
export function zoneNotFound(
  ownerName: string,
  zones: readonly Zone[],
  seen = seenZones(zones),
  zoneName = ownerName,
): RenewerError {
  return new RenewerError({
    code: 'zone-not-found',
    disposition: 'person',
    subject: printable(zoneName),
    message: `No zone at DNScale holds ${ownerName}: ${seen}.`,
    advice:
      'Add the zone at DNScale, or widen the token to it. To leave it where it is, delegate the challenge only, with this ' +
      `record there: ${delegatingRecord(ownerName, zones)}${ownRecordFirst(parentOf(ownerName))}`,
  });
}

/** The record by which a zone elsewhere hands the challenges of one name to a zone at DNScale. */
export function delegatingRecord(challenge: string, zones: readonly Zone[]): string {
  const label = parentOf(challenge).replaceAll('.', '-');
  const zone = zones.find(isWritable);
  // A label has at most 63 characters; any unique label works.
  const short = label.slice(0, 63).replace(/-$/, '');
  return `${challenge}. CNAME _acme-challenge.${short}.${zone ? printable(zone.name) : '<a zone of yours at DNScale>'}.`;
}

/** @param ownerName a name in the zone, or more words about it. */
export function zoneNotActive(ownerName: string, { name, status, type }: Zone): RenewerError {
  const zone = `The zone ${printable(name)}, which holds ${ownerName},`;
  return new RenewerError({
    code: 'zone-not-active',
    disposition: 'person',
    subject: name,
    message: hasUnusableStatus(status)
      ? `${zone} has the status "${printable(status)}" at DNScale.`
      : `${zone} is of type "${printable(type)}" at DNScale and cannot be written.`,
    advice: hasUnusableStatus(status) ? 'Make it active there.' : 'Make it a master zone there.',
  });
}
