/**
 * A zone's records, page by page, and the TXT values among them that doctor and sweep ask about. It reads only; what a
 * value is worth, and whether it goes, others decide.
 */
import { canonicalName, isWithin } from '../engine/dns/name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { TxtListing, Zone } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Client } from './client.ts';
import type { Call } from './errors.ts';
import { collectPages } from './paging.ts';
import { parseRecordPage } from './schemas.ts';
import { type ListedRecord, txtValue } from './txt.ts';

/** Of the 1000 that DNScale allows: with 5 KiB a record, a page stays within the 1 MiB that is read. */
const RECORDS_PER_PAGE = 200;

type ZoneRef = Pick<Zone, 'id' | 'name'>;

export function createTxtListing(client: Client): TxtListing {
  return {
    listChallengeValues: async (zone, ownerNames, deadline) => {
      const records = await listRecords(zone, client, deadline);
      return records.flatMap(({ id, name: listed, type, content }) => {
        const name = ownerName(listed, zone.name);
        if (type.toUpperCase() !== 'TXT' || !ownerNames.includes(name)) return [];
        return [{ zoneId: zone.id, zoneName: zone.name, name, value: txtValue(content), recordId: id }];
      });
    },
  };
}

/** Every record of the zone. */
export function listRecords(zone: ZoneRef, client: Client, deadline: Deadline): Promise<ListedRecord[]> {
  return collectPages(
    (offset) => client.read(listCall(zone, offset), parseRecordPage, deadline),
    (pages, records) => tooManyRecords(zone, pages, records),
  );
}

/** DNScale lists fully qualified names with a dot; relative ones and `@` are what it takes, so may come back. */
function ownerName(listed: string, zoneName: string): string {
  if (listed === '@') return zoneName;
  const name = canonicalName(listed);
  return listed.endsWith('.') || isWithin(name, zoneName) ? name : `${name}.${zoneName}`;
}

function listCall({ id, name }: ZoneRef, offset: number): Call {
  return {
    method: 'GET',
    path: `/zones/${encodeURIComponent(id)}/records?offset=${offset}&limit=${RECORDS_PER_PAGE}`,
    action: `list the records of the zone ${name}`,
    subject: name,
    scopes: ['zones:read', 'records:read'],
  };
}

function tooManyRecords({ name }: ZoneRef, pages: number, records: number): RenewerError {
  return new RenewerError({
    code: 'dnscale-unavailable',
    disposition: 'next-run',
    message:
      `DNScale's list of the records of the zone ${name} has no end: after ${pages} pages with ${records} ` +
      'records it still promises more, so the renewer cannot tell which TXT values are there. The next run asks ' +
      'again; if there really are that many, delegate the challenges to a smaller zone by CNAME records.',
    subject: name,
  });
}
