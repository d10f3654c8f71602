/** A table laid out as the stack lays it out, made without the stack: for tests of the adapters. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NEXT_CHECK_INDEX, TABLE_KEY } from '../../../functions/aws/table.ts';

/** A new, empty one. Returns its name. */
export async function createTestTable(client: DynamoDBDocumentClient): Promise<string> {
  const tableName = `certificates-${randomUUID()}`;
  const keys = [TABLE_KEY, NEXT_CHECK_INDEX];
  const names = new Set(keys.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]));
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(TABLE_KEY),
      GlobalSecondaryIndexes: [
        {
          IndexName: NEXT_CHECK_INDEX.indexName,
          KeySchema: keySchema(NEXT_CHECK_INDEX),
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: [...NEXT_CHECK_INDEX.nonKeyAttributes],
          },
        },
      ],
    }),
  );
  return tableName;
}

function keySchema({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
