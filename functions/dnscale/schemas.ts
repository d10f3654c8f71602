/**
 * Parses what DNScale answers. Its contract, its public pages and its clients disagree about lists, so we read both
 * shapes (`data.zones` or `data.items`, paging data nested or flat). Unknown keys are ignored.
 */
import * as z from 'zod/mini';
import { printable } from '../engine/errors.ts';
import { parseJson } from '../engine/json.ts';
import type { Page } from './paging.ts';
import type { ListedRecord } from './txt.ts';

/** `fault` says what was seen instead, and is safe to print. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; fault: string };

export type ListedZone = { id: string; name: string; status: string; type: string };

// Ids go into paths. Percent-encoding leaves dots as they are, and a segment of dots would climb out. It throws for
// half a surrogate pair, which JSON can hold.
const id = z.string().check(z.regex(/[^.]/), z.regex(/^\P{Cs}*$/u));

const zone = z.object({
  id,
  name: z.string().check(z.minLength(1)),
  status: z.catch(z.string(), 'unknown'),
  type: z.catch(z.string(), 'unknown'),
});

// A record without a readable type or content is none of ours, and hides no other one.
const record = z.object({
  id,
  name: z.string(),
  type: z.catch(z.string(), 'unknown'),
  content: z.catch(z.string(), ''),
  disabled: z.catch(z.optional(z.boolean()), undefined),
});

const paging = { total: z.nullish(z.number()), has_more: z.nullish(z.boolean()) };

// `null` is how a server written in Go spells an empty list.
function listOf<T extends z.ZodMiniType>(item: T) {
  const items = z.nullish(z.array(item));
  const data = z.object({
    zones: items,
    records: items,
    items,
    ...paging,
    pagination: z.nullish(z.object(paging)),
  });
  return z.object({ data });
}

const zoneList = listOf(zone);
const recordList = listOf(record);
const created = z.object({ data: z.object({ record: z.object({ id }) }) });

export function parseZonePage(text: string): Parsed<Page<ListedZone>> {
  return chain(parse(zoneList, text), ({ data }) => toPage(data, data.zones, 'zones'));
}

export function parseRecordPage(text: string): Parsed<Page<ListedRecord>> {
  return chain(parse(recordList, text), ({ data }) => toPage(data, data.records, 'records'));
}

/** The id of a new record. */
export function parseCreatedId(text: string): Parsed<string> {
  return chain(parse(created, text), ({ data }) => ({ ok: true, value: data.record.id }));
}

type PagingData = { total?: number | null | undefined; has_more?: boolean | null | undefined };

type ListData<T> = PagingData & {
  items?: T[] | null | undefined;
  pagination?: PagingData | null | undefined;
};

function toPage<T>(data: ListData<T>, named: T[] | null | undefined, key: string): Parsed<Page<T>> {
  if (named === undefined && data.items === undefined) {
    return { ok: false, fault: `JSON with neither data.${key} nor data.items` };
  }
  return {
    ok: true,
    value: {
      items: named ?? data.items ?? [],
      total: data.pagination?.total ?? data.total ?? undefined,
      hasMore: data.pagination?.has_more ?? data.has_more ?? undefined,
    },
  };
}

function parse<T extends z.ZodMiniType>(schema: T, text: string): Parsed<z.infer<T>> {
  const value = parseJson(text);
  if (value === undefined) return { ok: false, fault: notJson(text) };
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  const expected = issue && 'expected' in issue ? `expected ${String(issue.expected)}` : 'not a usable value';
  const path = printable(issue?.path.map(String).join('.') || 'the whole answer', 100);
  return { ok: false, fault: `JSON in an unknown shape (${path}: ${expected})` };
}

/** Undefined for any JSON. */
export function faultOfJson(text: string): string | undefined {
  return parseJson(text) === undefined ? notJson(text) : undefined;
}

function notJson(text: string): string {
  const shown = printable(text, 120);
  return shown === '' ? 'an empty body' : `not JSON: "${shown}"`;
}

function chain<A, B>(parsed: Parsed<A>, next: (value: A) => Parsed<B>): Parsed<B> {
  return parsed.ok ? next(parsed.value) : parsed;
}
