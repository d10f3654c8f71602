/**
 * The routes of DNScale's REST API that an ACME client, DNScale's SDK and certbot's plugin use, with the scopes that the
 * OpenAPI contract demands for each. Answers are plain values; rest-server.ts has the sockets.
 */
import {
  ApiProblem,
  type Page,
  readContent,
  readOwner,
  readPage,
  readRecord,
  readRecordValue,
  readType,
  readZone,
} from './rest-input.ts';
import type { Presentation } from './rest-output.ts';
import type { Grant, Scope } from './tokens.ts';
import type { RecordDraft, StoredRecord, Zone, ZoneBook } from './zone-book.ts';

export type RouteCall = {
  book: ZoneBook;
  present: Presentation;
  grant: Grant;
  /** The decoded segments after `/v1/`. */
  segments: string[];
  query: URLSearchParams;
  body: unknown;
};

export type RouteAnswer = { status: number; body?: object };

type Route = { method: string; path: string; scopes: Scope[]; answer(call: RouteCall): RouteAnswer };

const READ: Scope[] = ['zones:read', 'records:read'];
const WRITE: Scope[] = [...READ, 'records:write'];
const BY_NAME = 'zones/:zone/records/by-name/:name/:type';

const ROUTES: Route[] = [
  { method: 'GET', path: 'zones', scopes: ['zones:read'], answer: listZones },
  { method: 'POST', path: 'zones', scopes: ['zones:read', 'zones:write'], answer: createZone },
  { method: 'GET', path: 'zones/:zone', scopes: ['zones:read'], answer: getZone },
  { method: 'PUT', path: 'zones/:zone', scopes: ['zones:read', 'zones:write'], answer: updateZone },
  { method: 'DELETE', path: 'zones/:zone', scopes: ['zones:read', 'zones:write'], answer: deleteZone },
  { method: 'GET', path: 'zones/:zone/records', scopes: READ, answer: listRecords },
  { method: 'POST', path: 'zones/:zone/records', scopes: WRITE, answer: createRecord },
  { method: 'GET', path: 'zones/:zone/records/:record', scopes: READ, answer: getRecord },
  { method: 'PUT', path: 'zones/:zone/records/:record', scopes: WRITE, answer: updateRecord },
  { method: 'DELETE', path: 'zones/:zone/records/:record', scopes: WRITE, answer: deleteRecord },
  { method: 'PUT', path: BY_NAME, scopes: WRITE, answer: updateByName },
  { method: 'DELETE', path: BY_NAME, scopes: WRITE, answer: deleteByName },
];

/** Finds the route, checks the scopes, answers. Throws ApiProblem unless it succeeds. */
export function route(method: string, call: RouteCall): RouteAnswer {
  const found = ROUTES.find(
    (candidate) => candidate.method === method && fits(candidate.path, call.segments),
  );
  if (!found) throw new ApiProblem(404, 'NOT_FOUND', 'no such route');
  const missing = found.scopes.find((scope) => !call.grant.scopes.has(scope));
  if (missing) throw new ApiProblem(403, 'FORBIDDEN', `the API key lacks the scope ${missing}`);
  return found.answer(call);
}

function fits(path: string, segments: string[]): boolean {
  const parts = path.split('/');
  return (
    parts.length === segments.length && parts.every((part, i) => part[0] === ':' || part === segments[i])
  );
}

function listZones({ book, present, grant, query }: RouteCall): RouteAnswer {
  const page = readPage(query, 10, 100);
  const zones = book.zones.filter((zone) => zone.listed && grant.mayUseZone(zone.id));
  return { status: 200, body: present.zonePage(cut(zones, page), zones.length, page) };
}

function createZone({ book, present, body }: RouteCall): RouteAnswer {
  const { name, settings } = readZone(body);
  if (book.zones.some((zone) => zone.name === name)) throw new ApiProblem(409, 'CONFLICT', 'zone exists');
  return { status: 201, body: present.zone(book.addZone(name, settings)) };
}

function getZone(call: RouteCall): RouteAnswer {
  return { status: 200, body: call.present.zone(zoneFor(call, 404)) };
}

/** Fields that the body leaves out stay as they are; the name must be in it, and the same. */
function updateZone(call: RouteCall): RouteAnswer {
  const zone = zoneFor(call, 404);
  const { name, settings } = readZone(call.body);
  if (name !== zone.name) throw new ApiProblem(422, 'VALIDATION_ERROR', 'a zone cannot be renamed');
  const updated = { ...zone, ...settings };
  call.book.zones[call.book.zones.indexOf(zone)] = updated;
  return { status: 200, body: call.present.zone(updated) };
}

function deleteZone(call: RouteCall): RouteAnswer {
  call.book.removeZone(zoneFor(call, 404));
  return { status: 204 };
}

function listRecords(call: RouteCall): RouteAnswer {
  const zone = zoneFor(call);
  const page = readPage(call.query, 50, 1000);
  const records = call.book.recordsOf(zone).filter((record) => call.grant.mayUseOwner(record.name));
  return { status: 200, body: call.present.recordPage(cut(records, page), records.length, page) };
}

function createRecord(call: RouteCall): RouteAnswer {
  const zone = zoneFor(call);
  const draft = readRecord(call.body, zone);
  demandOwner(call, draft.name);
  const record = call.book.addRecord(zone, draft);
  if (!record) throw new ApiProblem(409, 'CONFLICT', 'the record exists already or conflicts with another');
  return { status: 201, body: call.present.record(record, 'Record created successfully') };
}

function getRecord(call: RouteCall): RouteAnswer {
  return { status: 200, body: call.present.record(recordFor(call)) };
}

function updateRecord(call: RouteCall): RouteAnswer {
  const record = recordFor(call);
  const draft = readRecord(call.body, zoneFor(call));
  if (draft.name !== record.name || draft.type !== record.type) {
    throw new ApiProblem(422, 'VALIDATION_ERROR', 'name and type must match the record id');
  }
  return replace(call, record, draft);
}

function deleteRecord(call: RouteCall): RouteAnswer {
  call.book.removeRecord(recordFor(call));
  return { status: 204 };
}

function updateByName(call: RouteCall): RouteAnswer {
  const [record, ...others] = recordsByName(call);
  if (!record) throw new ApiProblem(404, 'RECORD_NOT_FOUND', 'no such record');
  if (others.length > 0) throw new ApiProblem(422, 'VALIDATION_ERROR', 'several values: name one in content');
  return replace(call, record, readRecordValue(call.body, record.name, record.type));
}

/** Without `content` it removes the whole RRset: a trap of the real API, kept. */
function deleteByName(call: RouteCall): RouteAnswer {
  const records = recordsByName(call);
  if (records.length === 0) throw new ApiProblem(404, 'RECORD_NOT_FOUND', 'no such record');
  for (const record of records) call.book.removeRecord(record);
  return { status: 204 };
}

function recordsByName(call: RouteCall): StoredRecord[] {
  const zone = zoneFor(call);
  const name = readOwner(call.segments[4] ?? '', zone);
  const type = readType(call.segments[5] ?? '');
  demandOwner(call, name);
  const written = call.query.get('content');
  const content = written === null ? undefined : readContent(type, written);
  const rrset = call.book.recordsOf(zone).filter((record) => record.name === name && record.type === type);
  return rrset.filter((record) => content === undefined || record.content === content);
}

function replace(call: RouteCall, record: StoredRecord, draft: RecordDraft): RouteAnswer {
  const updated = call.book.replaceRecord(zoneFor(call), record, draft);
  if (!updated) throw new ApiProblem(409, 'CONFLICT', 'the new value exists already');
  return { status: 200, body: call.present.record(updated) };
}

/** The zone of the path. Outside the key's zones the record routes say 403, the zone routes 404. */
function zoneFor({ book, grant, segments }: RouteCall, statusOutside: 403 | 404 = 403): Zone {
  const id = segments[1] ?? '';
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw new ApiProblem(400, 'INVALID_ZONE_ID', 'zone id must be a UUID');
  }
  const zone = book.zones.find((candidate) => candidate.listed && candidate.id === id.toLowerCase());
  const outside = zone && !grant.mayUseZone(zone.id);
  if (outside && statusOutside === 403) {
    throw new ApiProblem(403, 'FORBIDDEN', 'the API key may not use this zone');
  }
  if (!zone || outside) throw new ApiProblem(404, 'ZONE_NOT_FOUND', 'no such zone');
  return zone;
}

function recordFor(call: RouteCall): StoredRecord {
  const record = call.book.recordsOf(zoneFor(call)).find(({ id }) => id === call.segments[3]);
  if (!record) throw new ApiProblem(404, 'RECORD_NOT_FOUND', 'no such record');
  demandOwner(call, record.name);
  return record;
}

function demandOwner({ grant }: RouteCall, name: string): void {
  if (!grant.mayUseOwner(name)) throw new ApiProblem(403, 'FORBIDDEN', 'the API key may not use this name');
}

function cut<T>(all: T[], { offset, limit }: Page): T[] {
  return all.slice(offset, offset + limit);
}
