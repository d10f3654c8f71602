/**
 * Finds the certificates that are due a check, in the table's index. It never scans, writes or ranks. The index trails
 * the table by a moment: a certificate may be found once too often (the claim stops that run) or one tick late.
 */
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DueCertificate, DueIndex } from '../engine/ports/records.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { callAws } from './aws-error.ts';
import { NEXT_CHECK_INDEX, WAITS_FOR } from './table.ts';
import type { TableOptions } from './table-items.ts';

export type DueIndexOptions = TableOptions & {
  /** Entries of one answer: an entry has some 250 bytes, and DynamoDB sends 1 MB at most. @default 1000 */
  pageSize?: number | undefined;
};

/**
 * Fleets far beyond ACM's own limits fit. Of a larger one, the certificates that have waited longest are read; once they
 * are checked they are no longer due, and the others follow.
 */
const MAX_PAGES = 50;

const waitingEntry = z.object({ certificateName: z.string(), tokenVersion: z.optional(z.string()) });

/** A damaged copy counts as absent: it must not hide the other certificates. */
const instant = z.catch(
  z.optional(
    z
      .pipe(
        z.string(),
        z.transform((text) => new Date(text)),
      )
      .check(z.refine((date) => !Number.isNaN(date.getTime()))),
  ),
  undefined,
);

const dueEntry = z.object({
  certificateName: z.string(),
  nextCheckAt: instant,
  notBefore: instant,
  notAfter: instant,
  replaceAt: instant,
  failedAt: instant,
  failedTookMs: z.catch(z.number().check(z.nonnegative()), 0),
});

type Page = { items: unknown[]; lastKey: QueryCommandInput['ExclusiveStartKey'] };
type Query = (input: Omit<QueryCommandInput, 'TableName'>, deadline: Deadline) => Promise<Page>;

export function createDueIndex({ client, tableName, pageSize = 1_000 }: DueIndexOptions): DueIndex {
  const query = createQuery(client, tableName);
  return {
    async findDue(now, deadline) {
      const found = await Promise.all(
        Object.values(WAITS_FOR).map((waitsFor) => queryDue(query, { waitsFor, now, pageSize }, deadline)),
      );
      return z.parse(z.array(dueEntry), found.flat()).map((entry) => toDueCertificate(entry, now));
    },
    async findWaitingForToken(limit, deadline) {
      const { items } = await query(
        {
          IndexName: NEXT_CHECK_INDEX.indexName,
          KeyConditionExpression: '#waitsFor = :waitsFor',
          ExpressionAttributeNames: { '#waitsFor': NEXT_CHECK_INDEX.partitionKey },
          ExpressionAttributeValues: { ':waitsFor': WAITS_FOR.token },
          Limit: limit,
        },
        deadline,
      );
      return z.parse(z.array(waitingEntry), items).map(({ certificateName, tokenVersion }) => ({
        certificateName,
        seenVersion: tokenVersion ?? '',
      }));
    },
  };
}

type DueQuery = { waitsFor: string; now: Date; pageSize: number };

async function queryDue(query: Query, { waitsFor, now, pageSize }: DueQuery, deadline: Deadline) {
  const found: unknown[] = [];
  let lastKey: Page['lastKey'];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, lastKey: next } = await query(
      {
        IndexName: NEXT_CHECK_INDEX.indexName,
        KeyConditionExpression: '#waitsFor = :waitsFor AND #nextCheckAt <= :now',
        ExpressionAttributeNames: {
          '#waitsFor': NEXT_CHECK_INDEX.partitionKey,
          '#nextCheckAt': NEXT_CHECK_INDEX.sortKey,
        },
        ExpressionAttributeValues: { ':waitsFor': waitsFor, ':now': now.toISOString() },
        Limit: pageSize,
        ExclusiveStartKey: lastKey,
      },
      deadline,
    );
    found.push(...items);
    lastKey = next;
    if (lastKey === undefined) break;
  }
  return found;
}

function toDueCertificate(
  { certificateName, nextCheckAt, ...copies }: z.output<typeof dueEntry>,
  now: Date,
): DueCertificate {
  const { notBefore, notAfter, replaceAt, failedAt, failedTookMs: tookMs } = copies;
  const validity = notBefore && notAfter ? { notBefore, notAfter } : undefined;
  return {
    certificateName,
    dueSince: nextCheckAt ?? now,
    validity,
    replaceAt,
    failed: failedAt && { at: failedAt, tookMs },
  };
}

function createQuery(client: () => DynamoDBDocumentClient, tableName: string): Query {
  const call = { action: 'dynamodb:Query', resource: `indexes of table ${tableName}` };
  return async (input, deadline) => {
    const command = new QueryCommand({ TableName: tableName, ...input });
    const answer = await callAws(call, deadline, (options) => client().send(command, options));
    return { items: answer.Items ?? [], lastKey: answer.LastEvaluatedKey };
  };
}
