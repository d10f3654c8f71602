/**
 * Queries and scans of the modelled tables, page by page as DynamoDB answers them: a query of an index in the order of its sort
 * key and with the attributes that it holds, a scan up to 1 MB.
 */
import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import {
  ATTENTION_INDEX,
  NEXT_CHECK_INDEX,
  PROBE_INDEX,
  REQUEST_INDEX,
} from '../../../../functions/aws/table.ts';
import { conditionOf, type Item } from './condition.ts';
import { sizeOf } from './item-size.ts';

export type Index = { partitionKey: string; sortKey: string; nonKeyAttributes?: readonly string[] };

export const INDEXES: Record<string, Index> = {
  [NEXT_CHECK_INDEX.indexName]: NEXT_CHECK_INDEX,
  [REQUEST_INDEX.indexName]: REQUEST_INDEX,
  [ATTENTION_INDEX.indexName]: ATTENTION_INDEX,
  [PROBE_INDEX.indexName]: PROBE_INDEX,
};

/** `size` is what the read counts: what was looked at, also where a filter left it out. */
export type Page = { Items: Item[]; LastEvaluatedKey?: Item; size: number };

const SCANNED_AT_ONCE = 1_024 * 1_024;

/** Requests have an `id`, all other items a `kind` as the second half of their key. */
export function keyOf(key: Item | undefined): string {
  return `${key?.certificateName}/${key?.id ?? key?.kind}`;
}

export function queryPage(items: Iterable<Item>, input: QueryCommandInput): Page {
  const conditions = [input.KeyConditionExpression, input.FilterExpression].flatMap((expression) =>
    expression === undefined ? [] : [conditionOf(expression)],
  );
  const given = {
    names: input.ExpressionAttributeNames ?? {},
    values: input.ExpressionAttributeValues ?? {},
  };
  const found: Item[] = [];
  for (const item of items) if (conditions.every((holds) => holds(item, given))) found.push(item);
  if (input.IndexName === undefined) return pageOf(found, input.Limit);
  const index = INDEXES[input.IndexName];
  if (!index) throw new Error(`The model of the tables has no index ${input.IndexName}`);
  const { partitionKey, sortKey } = index;
  const place = (item: Item) => `${item[sortKey]} ${keyOf(item)}`;
  const after = input.ExclusiveStartKey ? place(input.ExclusiveStartKey) : '';
  const sorted = found
    .filter((item) => item[partitionKey] !== undefined && item[sortKey] !== undefined)
    .map((item) => ({ item, at: place(item) }))
    .filter(({ at }) => at > after)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  const entries = sorted.slice(0, input.Limit).map(({ item }) => entryOf(item, index));
  const last = entries.at(-1);
  const isMore = last !== undefined && entries.length < sorted.length;
  return { ...pageOf(entries), ...(isMore && { LastEvaluatedKey: last }) };
}

function pageOf(items: Item[], limit?: number): Page {
  const Items = items.slice(0, limit);
  return { Items, size: Items.reduce((sum, item) => sum + sizeOf(item), 0) };
}

/** What the index holds of an item; undefined where it does not hold it. */
export function entryOf(item: Item, { partitionKey, sortKey, nonKeyAttributes = [] }: Index): Item {
  const entry: Item = {};
  for (const name of ['certificateName', 'kind', 'id', partitionKey, sortKey, ...nonKeyAttributes]) {
    if (item[name] !== undefined) entry[name] = item[name];
  }
  return entry;
}

export function scanPage(items: readonly Item[], input: ScanCommandInput): Page {
  const holds = conditionOf(input.FilterExpression ?? '');
  const given = {
    names: input.ExpressionAttributeNames ?? {},
    values: input.ExpressionAttributeValues ?? {},
  };
  const sorted = items
    .map((item) => ({ item, at: keyOf(item) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .filter(({ at }) => input.ExclusiveStartKey === undefined || at > keyOf(input.ExclusiveStartKey));
  let size = 0;
  let count = 0;
  while (count < sorted.length && size < SCANNED_AT_ONCE) {
    size += sizeOf(sorted[count]?.item);
    count += 1;
  }
  const seen = sorted.slice(0, count).map(({ item }) => item);
  const { certificateName, kind, id } = seen.at(-1) ?? {};
  return {
    Items: seen.filter((item) => holds(item, given)),
    size,
    ...(count < sorted.length && { LastEvaluatedKey: { certificateName, kind, id } }),
  };
}
