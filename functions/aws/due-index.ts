/**
 * Who is due a look, from the table's two indexes; it never scans and never writes. Index reads trail the table by
 * a moment: a certificate may be found once too often (its claim sorts that out) or one tick late.
 */
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Deadline, DueIndex } from '../engine/ports.ts';
import { callAws } from './aws-error.ts';
import { ITEM_KIND, NEXT_CHECK_INDEX, NOT_AFTER_INDEX, WAITS_FOR } from './table.ts';
import type { TableOptions } from './table-items.ts';

/** A page of the index is 1 MB, some 5,000 certificates: enough for fleets far beyond ACM's own limits. */
const MAX_PAGES = 20;

const entry = z.object({
  certificateName: z.string(),
  notAfter: z.optional(z.string()),
  tokenVersion: z.optional(z.string()),
});

type Entry = z.output<typeof entry>;
type Page = { entries: Entry[]; lastKey: QueryCommandInput['ExclusiveStartKey'] };
type Query = (input: Omit<QueryCommandInput, 'TableName'>, deadline: Deadline) => Promise<Page>;

export function createDueIndex({ client, tableName }: TableOptions): DueIndex {
  const query = createQuery(client, tableName);
  return {
    findDue: (now, limit, deadline) => findDue(query, now.toISOString(), limit, deadline),
    async findWaitingForToken(limit, deadline) {
      const { entries } = await query(
        {
          IndexName: NEXT_CHECK_INDEX.indexName,
          KeyConditionExpression: '#waitsFor = :waitsFor',
          ExpressionAttributeNames: { '#waitsFor': NEXT_CHECK_INDEX.partitionKey },
          ExpressionAttributeValues: { ':waitsFor': WAITS_FOR.token },
          Limit: limit,
        },
        deadline,
      );
      return entries.map(({ certificateName, tokenVersion }) => ({
        certificateName,
        seenVersion: tokenVersion ?? '',
      }));
    },
  };
}

async function findDue(query: Query, now: string, limit: number, deadline: Deadline): Promise<string[]> {
  const pages = await Promise.all(
    Object.values(WAITS_FOR).map((waitsFor) => queryDue(query, waitsFor, now, limit + 1, deadline)),
  );
  const due = pages.flatMap(({ entries }) => entries).sort(byLifeLeft);
  const names = due.map(({ certificateName }) => certificateName);
  if (due.length <= limit && pages.every(({ lastKey }) => lastKey === undefined)) return names;
  // More than one tick takes. Never issued ones may fill half of it, lest they hold up those about to expire.
  const neverIssued = due
    .filter(({ notAfter }) => notAfter === undefined)
    .map((item) => item.certificateName);
  const leastLife = await findLeastLifeLeft(query, now, limit, deadline);
  const ranked = [...neverIssued.slice(0, Math.ceil(limit / 2)), ...leastLife, ...names];
  return [...new Set(ranked)].slice(0, limit);
}

function queryDue(query: Query, waitsFor: string, now: string, limit: number, deadline: Deadline) {
  return query(
    {
      IndexName: NEXT_CHECK_INDEX.indexName,
      KeyConditionExpression: '#waitsFor = :waitsFor AND #nextCheckAt <= :now',
      ExpressionAttributeNames: {
        '#waitsFor': NEXT_CHECK_INDEX.partitionKey,
        '#nextCheckAt': NEXT_CHECK_INDEX.sortKey,
      },
      ExpressionAttributeValues: { ':waitsFor': waitsFor, ':now': now },
      Limit: limit,
    },
    deadline,
  );
}

async function findLeastLifeLeft(
  query: Query,
  now: string,
  limit: number,
  deadline: Deadline,
): Promise<string[]> {
  const found: string[] = [];
  let lastKey: Page['lastKey'];
  for (let page = 0; page < MAX_PAGES && found.length < limit; page += 1) {
    const result = await query(
      {
        IndexName: NOT_AFTER_INDEX.indexName,
        KeyConditionExpression: '#kind = :state',
        FilterExpression: '#nextCheckAt <= :now',
        ExpressionAttributeNames: { '#kind': NOT_AFTER_INDEX.partitionKey, '#nextCheckAt': 'nextCheckAt' },
        ExpressionAttributeValues: { ':state': ITEM_KIND.state, ':now': now },
        ExclusiveStartKey: lastKey,
      },
      deadline,
    );
    found.push(...result.entries.map(({ certificateName }) => certificateName));
    lastKey = result.lastKey;
    if (lastKey === undefined) break;
  }
  return found;
}

function byLifeLeft(a: Entry, b: Entry): number {
  return (a.notAfter ?? '').localeCompare(b.notAfter ?? '');
}

function createQuery(client: () => DynamoDBDocumentClient, tableName: string): Query {
  const call = { action: 'dynamodb:Query', resource: `indexes of table ${tableName}` };
  return async (input, deadline) => {
    const command = new QueryCommand({ TableName: tableName, ...input });
    const answer = await callAws(call, deadline, (options) => client().send(command, options));
    return { entries: z.parse(z.array(entry), answer.Items ?? []), lastKey: answer.LastEvaluatedKey };
  };
}
