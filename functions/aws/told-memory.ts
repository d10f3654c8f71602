/**
 * What was told by mail: an item for each cause, in a partition of the table of observations that notify alone writes. Each write
 * is on the condition that nobody has written since it was read.
 */
import { createHash } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ErrorCode } from '../engine/errors.ts';
import type { Severity, Stage, Undone } from '../engine/notify/told.ts';
import type { RememberedCause, ToldMemory } from '../engine/ports/people.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { INSTANT, INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import { createQuery, readPages } from './index-query.ts';
import { TABLE_KEY, TOLD_PARTITION } from './table.ts';
import { createTableItems, type TableOptions } from './table-items.ts';

export type ToldMemoryOptions = TableOptions & {
  /** Unique: a write recognises by it that nobody has written in between. */
  newRevision(): string;
};

const told = z.object({
  key: z.string(),
  code: z.optional(z.custom<ErrorCode>((value) => typeof value === 'string')),
  undone: z.optional(z.custom<Undone>((value) => typeof value === 'string')),
  since: INSTANT,
  urgency: z.object({
    severity: z.custom<Severity>((value) => ['info', 'ticket', 'page'].includes(String(value))),
    stage: z.custom<Stage>((value) => [0, 1, 2, 3, 4].includes(Number(value))),
  }),
  mailedAt: INSTANT,
  certificateNames: z.array(z.string()),
  isSuperseded: z.optional(z.boolean()),
});

const remembered = z.object({
  cause: z.string(),
  revision: z.string(),
  claimedUntil: INSTANT_OR_NONE,
  // A damaged one was not told: rather twice than never.
  told: z.catch(z.optional(told), undefined),
});

/** Nothing is there, or nothing that can be read. */
const IS_NEW =
  'attribute_not_exists(#revision) OR NOT attribute_type(#revision, :text) OR NOT attribute_type(#cause, :text)';

export function createToldMemory({ newRevision, ...table }: ToldMemoryOptions): ToldMemory {
  const items = createTableItems(table);
  const query = createQuery(table.client, table.tableName);
  return {
    async readTold(deadline) {
      return (await readPages(query, OF_TOLD, deadline)).flatMap(parseRemembered);
    },
    async claim(cause, revision, until, deadline) {
      const next = newRevision();
      const set = { cause, revision: next, claimedUntil: until.toISOString() };
      const change =
        revision === undefined
          ? { set, condition: IS_NEW, values: { text: 'S' } }
          : { set, condition: '#revision = :before', values: { before: revision } };
      return (await items.update(keyOf(cause), change, deadline)) && next;
    },
    async remember(cause, before, value, deadline) {
      if (value === undefined) return forget(table, cause, before, deadline);
      const set = {
        cause,
        revision: newRevision(),
        claimedUntil: undefined,
        told: z.encode(told, value),
      };
      await items.update(
        keyOf(cause),
        { set, condition: '#revision = :before', values: { before } },
        deadline,
      );
    },
  };
}

const OF_TOLD = {
  KeyConditionExpression: '#partition = :partition',
  ExpressionAttributeNames: { '#partition': TABLE_KEY.partitionKey },
  ExpressionAttributeValues: { ':partition': TOLD_PARTITION },
  ConsistentRead: true,
};

function parseRemembered(item: unknown): RememberedCause[] {
  const parsed = z.safeParse(remembered, item);
  if (!parsed.success) return [];
  const { cause, ...rest } = parsed.data;
  return [{ key: cause, ...rest }];
}

/** A cause may be longer than a key can be. */
function keyOf(cause: string) {
  const kind = createHash('sha256').update(cause).digest('hex');
  return { [TABLE_KEY.partitionKey]: TOLD_PARTITION, [TABLE_KEY.sortKey]: kind };
}

async function forget(
  { client, tableName }: TableOptions,
  cause: string,
  before: string,
  deadline: Deadline,
) {
  const call = { action: 'dynamodb:DeleteItem', resource: `table ${tableName}` };
  const command = new DeleteCommand({
    TableName: tableName,
    Key: keyOf(cause),
    ConditionExpression: '#revision = :before',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':before': before },
  });
  try {
    await callAws(call, deadline, (options) => client().send(command, options));
  } catch (thrown) {
    if (awsErrorName(thrown) !== 'ConditionalCheckFailedException') throw thrown;
  }
}
