/**
 * Reads an index by time, page by page. An index trails its table by a moment. It is bounded, and knows nothing about what the
 * items mean.
 */
import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Deadline } from '../engine/ports/time.ts';
import { callAws } from './aws-error.ts';

/**
 * Fleets far beyond ACM's own limits fit. Of a larger one, the entries with the earliest times are read; once they are dealt
 * with, the others follow.
 */
const MAX_PAGES = 50;

/** An entry has some 250 bytes, and DynamoDB sends 1 MB at most. */
const PAGE_SIZE = 1_000;

export type TimeIndex = { indexName: string; partitionKey: string; sortKey: string };

/** Entries up to this time, or those after it. */
export type TimeRange = { until: Date } | { after: Date };

export type Query = (
  input: Omit<QueryCommandInput, 'TableName'>,
  deadline: Deadline,
) => Promise<{ items: unknown[]; lastKey: QueryCommandInput['ExclusiveStartKey'] }>;

export function createQuery(client: () => DynamoDBDocumentClient, tableName: string): Query {
  const call = { action: 'dynamodb:Query', resource: `indexes of table ${tableName}` };
  return async (input, deadline) => {
    const command = new QueryCommand({ TableName: tableName, ...input });
    const answer = await callAws(call, deadline, (options) => client().send(command, options));
    return { items: answer.Items ?? [], lastKey: answer.LastEvaluatedKey };
  };
}

/** Of all these partitions. */
export async function readByTime(
  query: Query,
  index: TimeIndex,
  {
    partitions,
    pageSize = PAGE_SIZE,
    ...range
  }: TimeRange & { partitions: string[]; pageSize?: number | undefined },
  deadline: Deadline,
): Promise<unknown[]> {
  const read = (partition: string) =>
    readPartition(query, { ...index, partition, pageSize, range }, deadline);
  return (await Promise.all(partitions.map(read))).flat();
}

type Partition = TimeIndex & { partition: string; pageSize: number; range: TimeRange };

function readPartition(
  query: Query,
  { indexName, partitionKey, sortKey, partition, pageSize, range }: Partition,
  deadline: Deadline,
): Promise<unknown[]> {
  const [comparison, at] = 'until' in range ? ['<=', range.until] : ['>', range.after];
  return readPages(
    query,
    {
      IndexName: indexName,
      KeyConditionExpression: `#partition = :partition AND #at ${comparison} :at`,
      ExpressionAttributeNames: { '#partition': partitionKey, '#at': sortKey },
      ExpressionAttributeValues: { ':partition': partition, ':at': at.toISOString() },
      Limit: pageSize,
    },
    deadline,
  );
}

/** All that the query finds, as far as the most pages go. */
export async function readPages(
  query: Query,
  input: Parameters<Query>[0],
  deadline: Deadline,
): Promise<unknown[]> {
  const found: unknown[] = [];
  let lastKey: QueryCommandInput['ExclusiveStartKey'];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, lastKey: next } = await query({ ...input, ExclusiveStartKey: lastKey }, deadline);
    found.push(...items);
    lastKey = next;
    if (lastKey === undefined) break;
  }
  return found;
}
