/** Tables laid out as the stack lays them out, made without the stack: for tests of the adapters. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  ATTENTION_INDEX,
  NEXT_CHECK_INDEX,
  PROBE_INDEX,
  REQUEST_INDEX,
  REQUEST_KEY,
  TABLE_KEY,
  TABLE_SUFFIX,
  type TableNames,
} from '../../../functions/aws/table.ts';

/** New, empty ones. */
export async function createTestTables(client: DynamoDBDocumentClient): Promise<TableNames> {
  const prefix = `certificates-${randomUUID()}`;
  const [definitions, requests, states, observations] = await Promise.all([
    createTable(client, `${prefix}${TABLE_SUFFIX.definitions}`, TABLE_KEY, PROBE_INDEX),
    createTable(client, `${prefix}${TABLE_SUFFIX.requests}`, REQUEST_KEY, REQUEST_INDEX),
    createTable(client, `${prefix}${TABLE_SUFFIX.states}`, TABLE_KEY, NEXT_CHECK_INDEX, ATTENTION_INDEX),
    createTable(client, `${prefix}${TABLE_SUFFIX.observations}`, TABLE_KEY, ATTENTION_INDEX),
  ]);
  return { definitions, requests, states, observations };
}

/** The one table of releases before there was one for each writer; returns its name. */
export function createEarlierTable(client: DynamoDBDocumentClient): Promise<string> {
  return createTable(client, `certificates-${randomUUID()}-records`, TABLE_KEY, NEXT_CHECK_INDEX);
}

type Key = { partitionKey: string; sortKey: string };
type Index = Key & { indexName: string; nonKeyAttributes?: readonly string[] };

async function createTable(
  client: DynamoDBDocumentClient,
  tableName: string,
  key: Key,
  ...indexes: Index[]
): Promise<string> {
  const names = new Set([key, ...indexes].flatMap((each) => [each.partitionKey, each.sortKey]));
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(key),
      ...(indexes.length > 0 && {
        GlobalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index.indexName,
          KeySchema: keySchema(index),
          Projection: projectionOf(index),
        })),
      }),
    }),
  );
  return tableName;
}

function projectionOf({ nonKeyAttributes }: Index) {
  if (nonKeyAttributes === undefined) return { ProjectionType: 'KEYS_ONLY' as const };
  return { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...nonKeyAttributes] };
}

function keySchema({ partitionKey, sortKey }: Key) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
