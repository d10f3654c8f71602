/** The errors for a TXT value that has no place to go; they name every CNAME on the way. Pure. */
import { printable, RenewerError } from '../errors.ts';
import type { NameServerAddress, Zone } from '../ports/dns.ts';
import type { ForeignZone } from './foreign-zone.ts';
import { parentOf } from './name.ts';
import { shownServers } from './name-server-names.ts';
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
  if (hops.length === 0) return zoneNotFound(from, zones, seen, foreignZone?.name);
  return new RenewerError({
    code: 'zone-not-found',
    disposition: 'person',
    subject: foreignZone ? printable(foreignZone.name) : target,
    message: `${from} is a CNAME to ${shown(hops)}, but no zone at DNScale holds ${printable(target)}: ${seen}.`,
    advice: `Add that zone at DNScale, or widen the token to it, or remove the CNAME at ${from}.`,
  });
}

export function targetNotActive(chain: readonly string[], zone: Zone): RenewerError {
  const [from = '', ...hops] = chain;
  const target = hops.at(-1);
  return zoneNotActive(target ? `${printable(target)} (where the CNAME at ${from} leads)` : from, zone);
}

/** @param zone the zone at DNScale that holds the last name. */
export function targetRefused(chain: readonly string[], zone: Zone): RenewerError {
  const [from = '', ...hops] = chain;
  const [held, name] = [zone.name, hops.at(-1) ?? from].map((text) => printable(text));
  const correctCname =
    `Let the CNAME lead to a name that begins with _acme-challenge, such as _acme-challenge.${name}. If ${held} is there ` +
    'for the challenges of others, say so:';
  return new RenewerError({
    code: 'target-refused',
    disposition: 'person',
    subject: from,
    message:
      `${from} is a CNAME to ${shown(hops)}, in the zone ${held} at DNScale. No TXT value is written there: whoever holds ` +
      `${parentOf(from)} could have values placed at any name of that zone. No order is made until then.`,
    advice: `${correctCname} add \`delegationZones: ['${held}']\` to \`dnscale\` in renewer.config.ts.`,
    adviceToCaller: `${correctCname} set DNSCALE_CERTS_DELEGATION_ZONES=${held}.`,
  });
}

export function delegationLoop(chain: readonly string[], fault: string): RenewerError {
  const [from = ''] = chain;
  return new RenewerError({
    code: 'delegation-loop',
    disposition: 'person',
    subject: from,
    message: `The CNAMEs that begin at ${from} ${fault}: ${shown(chain)}. The CA would find no TXT value there.`,
    advice: 'Remove or correct one of them.',
  });
}

/** @param reason what they say. */
export function notServed(
  { name }: Zone,
  servers: readonly NameServerAddress[],
  reason: string,
): RenewerError {
  return new RenewerError({
    code: 'not-delegated',
    disposition: 'person',
    subject: name,
    message:
      `The zone ${name} is at DNScale, but the name servers that it is delegated to do not serve it: ` +
      `${shownServers(servers)} (${printable(reason)}). No order is made until then.`,
    advice:
      'At the registrar, set the name servers that DNScale shows for the zone; if it is set so, tell DNScale.',
  });
}

function delegatedElsewhere({ name, nameServers }: ForeignZone, zones: readonly Zone[]): string {
  const servers = nameServers.map((server) => printable(server)).join(', ');
  return `${name} is a zone of its own, delegated to ${servers}, and ${seenZones(zones)}`;
}

function shown(names: readonly string[]): string {
  return names.map((name) => printable(name)).join(' → ');
}
