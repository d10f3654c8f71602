/**
 * Requests for checks, one item each in a table of their own: owners write them, a run deletes by id what it has served. So
 * an owner needs no right to write a state, and a request that comes during a run is never lost.
 */
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Deadline } from '../engine/ports/time.ts';
import { callAws } from './aws-error.ts';
import { ITEM_SCHEMA, REQUEST_KIND } from './table.ts';
import type { TableOptions } from './table-items.ts';

export interface CheckRequests {
  /** MUST write the same item when it is repeated. */
  add(certificateName: string, request: { id: string; dueAt: Date }, deadline: Deadline): Promise<void>;
  /** The ids of those that are due. */
  read(certificateName: string, now: Date, deadline: Deadline): Promise<string[]>;
  remove(certificateName: string, ids: readonly string[], deadline: Deadline): Promise<void>;
}

/** A certificate has one or two. Of more, a run serves these, and the next run the others. */
const MOST_AT_ONCE = 100;

const entry = z.object({ id: z.string(), dueAt: z.optional(z.string()) });

export function createCheckRequests({ client, tableName }: TableOptions): CheckRequests {
  const callOf = (action: string) => ({ action: `dynamodb:${action}`, resource: `table ${tableName}` });
  return {
    async add(certificateName, { id, dueAt }, deadline) {
      const command = new PutCommand({
        TableName: tableName,
        Item: {
          certificateName,
          id,
          kind: REQUEST_KIND.check,
          dueAt: dueAt.toISOString(),
          schema: ITEM_SCHEMA,
        },
      });
      await callAws(callOf('PutItem'), deadline, (options) => client().send(command, options));
    },
    async read(certificateName, now, deadline) {
      const command = new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: '#certificateName = :certificateName',
        ExpressionAttributeNames: { '#certificateName': 'certificateName' },
        ExpressionAttributeValues: { ':certificateName': certificateName },
        ConsistentRead: true,
        Limit: MOST_AT_ONCE,
      });
      const { Items = [] } = await callAws(callOf('Query'), deadline, (options) =>
        client().send(command, options),
      );
      const nowText = now.toISOString();
      return z
        .parse(z.array(entry), Items)
        .flatMap(({ id, dueAt = nowText }) => (dueAt <= nowText ? [id] : []));
    },
    async remove(certificateName, ids, deadline) {
      await Promise.all(
        ids.map((id) => {
          const command = new DeleteCommand({ TableName: tableName, Key: { certificateName, id } });
          return callAws(callOf('DeleteItem'), deadline, (options) => client().send(command, options));
        }),
      );
    },
  };
}
