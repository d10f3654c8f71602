/**
 * Finds the zone that an owner name is written in: the longest match by label. Pure. It never falls back to a
 * parent zone: DNS answers from the most specific one, whatever its status at DNScale.
 */
import { printable, RenewerError } from '../errors.ts';
import type { Zone } from '../ports.ts';
import { isWithin } from './name.ts';

const MAX_ZONES_SHOWN = 10;

/**
 * The zone for `ownerName`, which is canonical as the zones' names are.
 * @throws RenewerError `zone-not-found`, or `zone-not-active` for a zone that is not active or cannot be written.
 */
export function findZone(zones: readonly Zone[], ownerName: string): Zone {
  const [zone] = zones
    .filter(({ name }) => isWithin(ownerName, name))
    .sort((a, b) => b.name.length - a.name.length || Number(isWritable(b)) - Number(isWritable(a)));
  if (zone === undefined) throw zoneNotFound(ownerName, zones);
  if (!isWritable(zone)) throw zoneNotActive(ownerName, zone);
  return zone;
}

function isWritable({ status, type }: Zone): boolean {
  return status === 'active' && type === 'master';
}

function zoneNotFound(ownerName: string, zones: readonly Zone[]): RenewerError {
  return new RenewerError({
    code: 'zone-not-found',
    disposition: 'person',
    subject: ownerName,
    message:
      `No zone at DNScale holds ${ownerName}: the token sees ${listed(zones)}. ` +
      'Add the zone at DNScale, or widen the token to it.',
  });
}

function listed(zones: readonly Zone[]): string {
  if (zones.length === 0) return 'no zone at all';
  const shown = zones.slice(0, MAX_ZONES_SHOWN).map(({ name }) => printable(name));
  const more = zones.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function zoneNotActive(ownerName: string, { name, status, type }: Zone): RenewerError {
  const zone = `The zone ${printable(name)}, which holds ${ownerName},`;
  return new RenewerError({
    code: 'zone-not-active',
    disposition: 'person',
    subject: name,
    message:
      status === 'active'
        ? `${zone} is of type "${printable(type)}" at DNScale and cannot be written. Make it a master zone there.`
        : `${zone} has the status "${printable(status)}" at DNScale. Make it active there.`,
  });
}
