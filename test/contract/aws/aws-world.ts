/** What the contract tests of the AWS adapters share: the emulator, clients for it, a table, and lost answers. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NEXT_CHECK_INDEX, TABLE_KEY } from '../../../functions/aws/table.ts';

/** A new, empty table laid out as the stack lays it out. Returns its name. */
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

type AnyClient = { middlewareStack: { add(middleware: unknown, options: unknown): void } };

export type LostAnswers = {
  /** AWS does what the next requests ask; the connection breaks before the answer is read. @default 1 */
  loseNext(requests?: number): void;
};

/** Breaks connections below the SDK's retries, where a network would. */
export function breakConnections(client: AnyClient): LostAnswers {
  let toLose = 0;
  const middleware = (next: (request: unknown) => Promise<unknown>) => async (request: unknown) => {
    const answer = next(request);
    if (toLose === 0) return answer;
    toLose -= 1;
    await answer.catch(() => undefined); // A refusal is lost like any other answer.
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  };
  client.middlewareStack.add(middleware, {
    step: 'finalizeRequest',
    priority: 'low',
    name: 'breakConnections',
  });
  return {
    loseNext: (requests = 1) => {
      toLose = requests;
    },
  };
}
