/** The errors for a TXT value that has no place to go; they name every CNAME on the way. Pure. */
import { printable, RenewerError } from '../errors.ts';
import type { Zone } from '../ports/dns.ts';
import type { ForeignZone } from './challenge-target-cname.ts';
import { seenZones, zoneNotActive, zoneNotFound } from './zone.ts';

/** @param chain from the challenge name along its CNAMEs to the name that no zone of ours holds. */
export function notHeld(
  chain: readonly string[],
  zones: readonly Zone[],
  foreignZone?: ForeignZone,
): RenewerError {
  const [from = '', ...hops] = chain;
  const target = hops.at(-1) ?? from;
  const seen = foreignZone ? delegatedElsewhere(foreignZone, zones) : seenZones(zones);
  if (hops.length === 0) return zoneNotFound(from, zones, seen);
  return new RenewerError({
    code: 'zone-not-found',
    disposition: 'person',
    subject: from,
    message:
      `${from} is a CNAME to ${shown(hops)}, but no zone at DNScale holds ${printable(target)}: ${seen}. Add that ` +
      `zone at DNScale, or widen the token to it, or remove the CNAME at ${from}.`,
  });
}

export function targetNotActive(chain: readonly string[], zone: Zone): RenewerError {
  const [from = '', ...hops] = chain;
  const target = hops.at(-1);
  return zoneNotActive(target ? `${printable(target)} (where the CNAME at ${from} leads)` : from, zone);
}

export function delegationLoop(chain: readonly string[], fault: string): RenewerError {
  const [from = ''] = chain;
  return new RenewerError({
    code: 'delegation-loop',
    disposition: 'person',
    subject: from,
    message:
      `The CNAMEs that begin at ${from} ${fault}: ${shown(chain)}. The CA would find no TXT value there. ` +
      'Remove or correct one of them.',
  });
}

function delegatedElsewhere({ name, nameServers }: ForeignZone, zones: readonly Zone[]): string {
  const servers = nameServers.map((server) => printable(server)).join(', ');
  return `${name} is a zone of its own, delegated to ${servers}, and ${seenZones(zones)}`;
}

function shown(names: readonly string[]): string {
  return names.map((name) => printable(name)).join(' → ');
}
