/**
 * A zone's records, read page by page: all of them, those that hold one value of ours, and the TXT values that doctor and
 * sweep ask about. It writes nothing.
 */
import { ownerName } from '../engine/dns/name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { TxtListing, TxtRecord, Zone } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Client } from './client.ts';
import type { Call } from './errors.ts';
import { collectPages } from './paging.ts';
import { parseRecordPage } from './schemas.ts';
import { isSameTxt, type ListedRecord, txtValue } from './txt.ts';

/** DNScale allows 1000. With 5 KiB a record, a page of this size stays within the 1 MiB that we read. */
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

/** The ids of the records that hold this very value. */
export async function findRecordIds(
  record: TxtRecord,
  client: Client,
  deadline: Deadline,
): Promise<string[]> {
  const listed = await listRecords({ id: record.zoneId, name: record.zoneName }, client, deadline);
  return listed.filter((candidate) => isSameTxt(candidate, record)).map(({ id }) => id);
}

export function recordsPath(zoneId: string): string {
  return `/zones/${encodeURIComponent(zoneId)}/records`;
}

function listRecords(zone: ZoneRef, client: Client, deadline: Deadline): Promise<ListedRecord[]> {
  return collectPages(
    (offset) => client.read(listCall(zone, offset), parseRecordPage, deadline),
    (pages, records) => tooManyRecords(zone, pages, records),
  );
}

function listCall({ id, name }: ZoneRef, offset: number): Call {
  return {
    method: 'GET',
    path: `${recordsPath(id)}?offset=${offset}&limit=${RECORDS_PER_PAGE}`,
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
