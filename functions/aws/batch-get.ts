/** Reads one kind of item of many certificates, a hundred in a call. What DynamoDB leaves for another call is asked for again. */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Deadline } from '../engine/ports/time.ts';
import { callAws } from './aws-error.ts';
import type { Item, TableOptions } from './table-items.ts';

/** DynamoDB takes no more in one call; and where the items have more than 16 MB, it leaves some for another. */
export const MOST_KEYS = 100;

export type BatchGetOptions = TableOptions & {
  /** @default - all */
  attributes?: readonly string[];
  /** A read that may trail by a moment costs half. @default false */
  isConsistent?: boolean;
  /** How often it asks at most for what is left. */
  mostRounds: number;
};

/** `unread`: the certificates whose items were left in every round. */
export type Batch = { items: Item[]; unread: string[] };

export function inBatches<One>(all: readonly One[], size = MOST_KEYS): One[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** Of at most MOST_KEYS names. */
export function createBatchGet(options: BatchGetOptions) {
  const readKeys = createKeyGet(options);
  return async (kind: string, names: readonly string[], deadline: Deadline): Promise<Batch> => {
    const { items, left } = await readKeys(
      names.map((certificateName) => ({ certificateName, kind })),
      deadline,
    );
    return { items, unread: left.map(({ certificateName }) => String(certificateName)) };
  };
}

/** Of at most MOST_KEYS keys, whatever the table's are; `left` are those that were left in every round. */
export function createKeyGet({
  client,
  tableName,
  caller,
  attributes,
  isConsistent = false,
  mostRounds,
}: BatchGetOptions) {
  const call = { action: 'dynamodb:BatchGetItem', resource: `table ${tableName}`, caller };
  const wanted = {
    ...(attributes && projectionOf(attributes)),
    ...(isConsistent && { ConsistentRead: true }),
  };
  return async (keys: readonly Item[], deadline: Deadline): Promise<{ items: Item[]; left: Item[] }> => {
    const items: Item[] = [];
    let Keys: Item[] = [...keys];
    for (let round = 0; Keys.length > 0 && round < mostRounds; round += 1) {
      const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys, ...wanted } } });
      const answer = await callAws(call, deadline, (options) => client().send(command, options));
      items.push(...(answer.Responses?.[tableName] ?? []));
      Keys = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
    return { items, left: Keys };
  };
}

function projectionOf(attributes: readonly string[]) {
  return {
    ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
  };
}
