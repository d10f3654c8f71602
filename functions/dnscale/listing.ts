/**
 * A zone's records, read page by page: all of them, and those that hold one value of ours. It writes nothing.
 */
import { ownerName } from '../engine/dns/name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { TxtRecord, Zone, ZoneRecord } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Client } from './client.ts';
import type { Call } from './errors.ts';
import { collectPages } from './paging.ts';
import { parseRecordPage } from './schemas.ts';
import { isSameTxt, type ListedRecord, txtValue } from './txt.ts';

/** The most that DNScale gives at once: fewest calls. */
const RECORDS_PER_PAGE = 1000;
/** After the first page tells how many there are: 5,000 records take the time of two calls. */
const PAGES_AT_ONCE = 4;

type ZoneRef = Pick<Zone, 'id' | 'name'>;

export async function listZoneRecords(
  zone: ZoneRef,
  client: Client,
  deadline: Deadline,
): Promise<ZoneRecord[]> {
  const records = await listRecords(zone, client, deadline);
  return records.map((record) => {
    const type = record.type.toUpperCase();
    return {
      recordId: record.id,
      name: ownerName(record.name, zone.name),
      type,
      content: type === 'TXT' ? txtValue(record.content) : record.content,
      ...(record.disabled && { disabled: true }),
    };
  });
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
    PAGES_AT_ONCE,
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
      'records it still promises more, so the renewer cannot tell which TXT values are there.',
    advice: 'If there really are that many, delegate the challenges to a smaller zone by CNAME records.',
    next: 'The next run asks again.',
    subject: name,
  });
}
