/**
 * What callers of the REST API send: paging, ids and bodies, checked against DNScale's OpenAPI contract. It refuses unknown
 * fields, to find clients that send more than the contract allows.
 */
import * as z from 'zod/mini';
import { canonicalName, resolveOwner } from './owner-names.ts';
import { normaliseContent } from './record-content.ts';
import type { RecordDraft, Zone } from './zone-book.ts';

/** An answer that is not a success: status and the error envelope's fields. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, string>[] | undefined;

  constructor(status: number, code: string, message: string, details?: Record<string, string>[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const TYPES = 'A AAAA CAA CNAME HTTPS MX NAPTR NS PTR SOA SRV SVCB TLSA TXT ALIAS'.split(' ');
const RecordTypeSchema = z.enum(TYPES);

const VALUE_FIELDS = {
  content: z.string(),
  ttl: z._default(z.int().check(z.minimum(120), z.maximum(86_400)), 3600),
  priority: z.nullish(z.int()),
  disabled: z.optional(z.boolean()),
  comment: z.nullish(z.string().check(z.maxLength(500))),
};
const RecordSchema = z.strictObject({ name: z.string(), type: RecordTypeSchema, ...VALUE_FIELDS });
const RecordByNameSchema = z.strictObject(VALUE_FIELDS);
const ZoneSchema = z.strictObject({
  name: z.string(),
  type: z.optional(z.enum(['master', 'slave'])),
  region: z.optional(z.enum(['EU', 'GLOBAL', 'EU_GLOBAL'])),
  status: z.optional(z.enum(['active', 'paused', 'pending', 'error'])),
});

export type Page = { offset: number; limit: number };

export function readPage(query: URLSearchParams, defaultLimit: number, maxLimit: number): Page {
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? defaultLimit);
  if (!Number.isInteger(offset) || offset < 0) {
    throw new ApiProblem(400, 'INVALID_PAGINATION', 'offset must be an integer of at least 0');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new ApiProblem(400, 'INVALID_PAGINATION', `limit must be an integer from 1 to ${maxLimit}`);
  }
  return { offset, limit };
}

export function readRecord(body: unknown, zone: Zone): RecordDraft {
  const { name, ...value } = parse(RecordSchema, body);
  return { ...value, name: readOwner(name, zone), content: readContent(value.type, value.content) };
}

/** The body of an update by name: the name and the type come from the path. */
export function readRecordValue(body: unknown, name: string, type: string): RecordDraft {
  const value = parse(RecordByNameSchema, body);
  return { ...value, name, type, content: readContent(type, value.content) };
}

/** `settings` holds only what the body has. */
export function readZone(body: unknown) {
  const { name, type, region, status } = parse(ZoneSchema, body);
  return {
    name: canonicalName(name),
    settings: { ...(type && { type }), ...(region && { region }), ...(status && { status }) },
  };
}

export function readOwner(name: string, zone: Zone): string {
  const owner = resolveOwner(name, zone.name);
  if (!owner) throw new ApiProblem(422, 'VALIDATION_ERROR', 'name is not a DNS name within the zone');
  return owner;
}

export function readType(type: string): string {
  if (!TYPES.includes(type)) throw new ApiProblem(400, 'INVALID_RECORD_TYPE', 'unknown record type');
  return type;
}

export function readContent(type: string, content: string): string {
  const normal = normaliseContent(type, content);
  if (!normal) throw new ApiProblem(422, 'VALIDATION_ERROR', `content is not valid for type ${type}`);
  return normal;
}

function parse<T extends z.ZodMiniType>(schema: T, body: unknown): z.infer<T> {
  const result = z.safeParse(schema, body);
  if (result.success) return result.data;
  const details = result.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
  }));
  throw new ApiProblem(422, 'VALIDATION_ERROR', 'Validation failed', details);
}
