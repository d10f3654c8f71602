/** Lists the zones that the token can read. The engine decides which of them holds a name. */
import { canonicalName } from '../engine/dns/name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { Zone } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Client } from './client.ts';
import type { Call } from './errors.ts';
import { collectPages } from './paging.ts';
import { parseZonePage } from './schemas.ts';

/** The most that DNScale gives at once: fewest calls. */
const ZONES_PER_PAGE = 100;

export async function listZones(client: Client, deadline: Deadline): Promise<Zone[]> {
  const zones = await collectPages(
    (offset) => client.read(listCall(offset), parseZonePage, deadline),
    tooManyZones,
  );
  return zones.map(({ id, name, status, type }) => ({ id, name: canonicalName(name), status, type }));
}

function listCall(offset: number): Call {
  return {
    method: 'GET',
    path: `/zones?offset=${offset}&limit=${ZONES_PER_PAGE}`,
    action: 'list the zones',
    subject: 'DNScale',
    scopes: ['zones:read'],
    isAlwaysThere: true,
  };
}

function tooManyZones(pages: number, zones: number): RenewerError {
  return new RenewerError({
    code: 'dnscale-unavailable',
    disposition: 'next-run',
    message: `DNScale's list of zones has no end: after ${pages} pages with ${zones} zones it still promises more.`,
    advice: 'If there really are that many, limit the token to the zones that need certificates.',
    next: 'The next run asks again.',
    subject: 'DNScale',
  });
}
