/**
 * The table of observations, as the probes write it: what is served of each certificate, and what uses it. All of it can be seen
 * anew, so a damaged item counts as none. Why a table of its own: docs/decisions/0023-a-table-for-each-writer.md.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { RenewerError } from '../engine/errors.ts';
import type { Observations, UnservedIndex } from '../engine/ports/probes.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { INSTANT } from '../engine/renewal/instant.ts';
import { callAws } from './aws-error.ts';
import { createBatchGet, inBatches } from './batch-get.ts';
import { createQuery } from './index-query.ts';
import { readNeedingAttention } from './named-in-index.ts';
import { NEEDS_ATTENTION } from './table.ts';
import { createTableItems, type Item, type ItemKey, type TableOptions } from './table-items.ts';

const LEAF = z.object({
  serial: z.string(),
  sha256: z.optional(z.string()),
  notBefore: INSTANT,
  notAfter: INSTANT,
});

const PLACE = z.object({
  place: z.string(),
  standing: z.enum(['served', 'stale', 'foreign', 'unreachable']),
  since: INSTANT,
  leaf: z.optional(LEAF),
  reason: z.optional(z.string()),
});

const SERVED = z.object({
  certificateName: z.string(),
  at: INSTANT,
  live: LEAF,
  liveSince: INSTANT,
  earlier: z.array(z.string()),
  places: z.array(PLACE),
  attentionAt: z.optional(INSTANT),
  told: z.optional(z.enum(['page', 'ticket', 'info'])),
});

const USED = z.object({ certificateName: z.string(), at: INSTANT, usedBy: z.array(z.string()) });

const KEYS = { served: SERVED, used: USED };

export function createObservations(table: TableOptions): Observations {
  const items = createTableItems(table);
  const read = createReadAll(table);
  return {
    readAllServed: (names, deadline) => read('served', names, SERVED, deadline),
    readAllUsed: (names, deadline) => read('used', names, USED, deadline),
    async writeServed(served, deadline) {
      const { certificateName, ...rest } = z.encode(SERVED, served);
      // Undefined removes what was there.
      const { attentionAt, told } = rest;
      const attention = attentionAt && NEEDS_ATTENTION;
      await items.update(
        { certificateName, kind: 'served' },
        { set: { ...rest, attentionAt, told, attention } },
        deadline,
      );
    },
    async writeUsed(used, deadline) {
      const { certificateName, ...set } = z.encode(USED, used);
      await items.update({ certificateName, kind: 'used' }, { set }, deadline);
    },
    async removeServed(certificateName, deadline) {
      const Key: ItemKey = { certificateName, kind: 'served' };
      const command = new DeleteCommand({ TableName: table.tableName, Key });
      const call = { action: 'dynamodb:DeleteItem', resource: `table ${table.tableName}` };
      await callAws(call, deadline, (options) => table.client().send(command, options));
    },
  };
}

/** For whoever tells people: certificates of which somebody has to know by now, because of what is served. */
export function createUnservedIndex({ client, tableName }: TableOptions): UnservedIndex {
  const query = createQuery(client, tableName);
  return {
    findUnserved: (now, deadline) => readNeedingAttention(query, now, deadline),
  };
}

/** Both kinds of all certificates, as a scan has found them. */
export function observationsIn(items: readonly Item[]) {
  return { served: byName(items, 'served', SERVED), used: byName(items, 'used', USED) };
}

function byName<Schema extends z.ZodMiniType<{ certificateName: string }>>(
  items: readonly Item[],
  kind: keyof typeof KEYS,
  schema: Schema,
): Map<string, z.output<Schema>> {
  const found = items
    .filter((item) => item.kind === kind)
    .flatMap((item) => z.safeParse(schema, item).data ?? []);
  return new Map(found.map((one) => [one.certificateName, one]));
}

/** What is throttled comes back. */
const MOST_ROUNDS = 5;

function createReadAll({ client, tableName }: TableOptions) {
  // The last tick wrote minutes ago: it need not be consistent.
  const readBatch = createBatchGet({ client, tableName, mostRounds: MOST_ROUNDS });
  return async <Schema extends z.ZodMiniType<{ certificateName: string }>>(
    kind: keyof typeof KEYS,
    names: readonly string[],
    schema: Schema,
    deadline: Deadline,
  ): Promise<Map<string, z.output<Schema>>> => {
    const items: Item[] = [];
    for (const batch of inBatches(names)) {
      const found = await readBatch(kind, batch, deadline);
      // One that was not read must not pass for one that is not there: what was told of it would be forgotten.
      if (found.unread.length > 0) throw leftUnread(tableName, found.unread.length);
      items.push(...found.items);
    }
    return byName(items, kind, schema);
  };
}

function leftUnread(tableName: string, count: number): RenewerError {
  return new RenewerError({
    code: 'aws-failed',
    disposition: 'next-run',
    subject: `table ${tableName}`,
    message: `DynamoDB gave no answer for ${count} of the items that were asked of table ${tableName}, ${MOST_ROUNDS} times in a row.`,
    advice: 'The next tick asks again.',
  });
}
