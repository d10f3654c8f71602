/**
 * Requests for checks, one item each in a table of their own: owners write them, a run deletes by id what it has served. So
 * an owner needs no right to write a state, and a request that comes during a run is never lost.
 */
import { BatchWriteCommand, DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { LONGEST_TIMEOUT_MS } from '../engine/declare/timeout.ts';
import { REVOCATION_REASONS, type RevocationReason } from '../engine/ports/acme.ts';
import type { CheckRequests, RequestedRevocation } from '../engine/ports/records.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { callAws } from './aws-error.ts';
import { createKeyGet, inBatches } from './batch-get.ts';
import { ITEM_SCHEMA, REQUEST_KIND } from './table.ts';
import type { TableOptions } from './table-items.ts';

/** `isForced`: for a new certificate, whatever is stored. `isRemoval`: all that is left of it is to go. */
type CheckWanted = {
  dueAt: Date;
  destroys?: boolean | undefined;
  isForced?: boolean;
  isRemoval?: boolean;
  revocation?: RevocationWanted;
};

/** `now`: before it is replaced. */
export type RevocationWanted = { serial: string; reason: RevocationReason; now: boolean };

type Content = CheckWanted | { awaitedUntil: Date };

type NewRequest = { id: string } & Content;

/** Of which certificate a request is. */
export type RequestKey = { certificateName: string; id: string };

export interface RequestItems {
  /** MUST write the same item when it is repeated. */
  add(certificateName: string, request: NewRequest, deadline: Deadline): Promise<void>;
  /** Many at once, as `add` does each. When it throws, some of them may be there. */
  addAll(requests: readonly (NewRequest & RequestKey)[], deadline: Deadline): Promise<void>;
  /** The checks that are due, and all deployments that wait. */
  read(certificateName: string, now: Date, deadline: Deadline): Promise<CheckRequests>;
  remove(certificateName: string, ids: readonly string[], deadline: Deadline): Promise<void>;
  /** The ids of those that no run has served yet. */
  findOpen(requests: readonly RequestKey[], deadline: Deadline): Promise<Set<string>>;
}

/** A certificate has one or two. Of more, a run serves these, and the next run the others. */
const MOST_AT_ONCE = 100;

/** DynamoDB takes no more in one call. */
const MOST_WRITES = 25;

/** What is throttled comes back. */
const MOST_ROUNDS = 5;

const revocation = z.object({
  serial: z.string().check(z.regex(/^[0-9a-f]{1,64}$/)),
  reason: z.enum(Object.keys(REVOCATION_REASONS) as RevocationReason[]),
  now: z.boolean(),
});

const entry = z.object({
  id: z.string(),
  dueAt: z.optional(z.string()),
  isForced: z.catch(z.optional(z.boolean()), undefined),
  awaitedUntil: z.catch(z.optional(z.string()), undefined),
  removalPolicy: z.catch(z.optional(z.string()), undefined),
  isRemoval: z.catch(z.optional(z.boolean()), undefined),
  revocation: z.catch(z.optional(revocation), undefined),
});

export function createCheckRequests(options: TableOptions): RequestItems {
  const { client, tableName, caller } = options;
  const resource = `table ${tableName}`;
  const callOf = (action: string) => ({ action: `dynamodb:${action}`, resource, caller });
  return {
    async add(certificateName, request, deadline) {
      const command = new PutCommand({ TableName: tableName, Item: itemOf({ ...request, certificateName }) });
      await callAws(callOf('PutItem'), deadline, (abort) => client().send(command, abort));
    },
    async addAll(requests, deadline) {
      for (const batch of inBatches(requests, MOST_WRITES)) {
        const Requests = batch.map((request) => ({ PutRequest: { Item: itemOf(request) } }));
        const command = new BatchWriteCommand({ RequestItems: { [tableName]: Requests } });
        const call = callOf('BatchWriteItem');
        const answer = await callAws(call, deadline, (abort) => client().send(command, abort));
        // What DynamoDB leaves is throttled: one by one, the SDK repeats it, each time after a longer pause.
        for (const { PutRequest } of answer.UnprocessedItems?.[tableName] ?? []) {
          const put = new PutCommand({ TableName: tableName, Item: PutRequest?.Item });
          await callAws(callOf('PutItem'), deadline, (abort) => client().send(put, abort));
        }
      }
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
      const { Items = [] } = await callAws(callOf('Query'), deadline, (abort) =>
        client().send(command, abort),
      );
      return sorted(z.parse(z.array(entry), Items), now);
    },
    async remove(certificateName, ids, deadline) {
      await Promise.all(
        ids.map((id) => {
          const command = new DeleteCommand({ TableName: tableName, Key: { certificateName, id } });
          return callAws(callOf('DeleteItem'), deadline, (abort) => client().send(command, abort));
        }),
      );
    },
    async findOpen(requests, deadline) {
      const readKeys = createKeyGet({
        ...options,
        attributes: ['id'],
        isConsistent: true,
        mostRounds: MOST_ROUNDS,
      });
      const open = new Set<string>();
      for (const batch of inBatches(requests)) {
        const keys = batch.map(({ certificateName, id }) => ({ certificateName, id }));
        const { items, left } = await readKeys(keys, deadline);
        // What could not be read counts as open: it is asked for again.
        for (const { id } of [...items, ...left]) open.add(String(id));
      }
      return open;
    },
  };
}

function itemOf({ certificateName, id, ...request }: NewRequest & RequestKey) {
  return { certificateName, id, ...contentOf(request), schema: ITEM_SCHEMA };
}

function contentOf(request: Content) {
  if ('awaitedUntil' in request) {
    return { kind: REQUEST_KIND.awaited, awaitedUntil: request.awaitedUntil.toISOString() };
  }
  const { dueAt, isForced, isRemoval, destroys = isRemoval ? true : undefined, revocation } = request;
  return {
    kind: REQUEST_KIND.check,
    dueAt: dueAt.toISOString(),
    ...(isForced && { isForced }),
    ...(isRemoval && { isRemoval }),
    ...(revocation && { revocation }),
    ...(destroys !== undefined && { removalPolicy: destroys ? 'destroy' : 'retain' }),
  };
}

type Entry = z.output<typeof entry>;

/** One of neither kind is served too: else it would stay. */
function sorted(entries: Entry[], now: Date): CheckRequests {
  const awaited = entries.flatMap(({ id, awaitedUntil = '' }) => {
    const until = awaitedAt(awaitedUntil, now);
    return until ? [{ id, until }] : [];
  });
  const nowText = now.toISOString();
  const checks = entries
    .filter(({ id }) => !awaited.some((waits) => waits.id === id))
    .map((one) => ({ ...one, dueAt: one.dueAt ?? nowText }))
    .filter(({ dueAt }) => dueAt <= nowText)
    .toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  const forcedAt = new Date(checks.findLast(({ isForced }) => isForced)?.dueAt ?? '');
  const removalAt = new Date(checks.findLast(({ isRemoval }) => isRemoval)?.dueAt ?? '');
  const revocations = checks.flatMap(revocationIn);
  const withdrawal = checks.findLast(({ removalPolicy }) => removalPolicy !== undefined);
  return {
    checks: checks.map(({ id }) => id),
    awaited,
    ...(withdrawal && { destroys: withdrawal.removalPolicy === 'destroy' }),
    ...(!Number.isNaN(forcedAt.getTime()) && { forcedAt }),
    ...(!Number.isNaN(removalAt.getTime()) && { removalAt }),
    ...(revocations.length > 0 && { revocations }),
  };
}

function revocationIn({ id, revocation, dueAt }: Entry): RequestedRevocation[] {
  const askedAt = new Date(dueAt ?? '');
  if (!revocation || Number.isNaN(askedAt.getTime())) return [];
  const { serial, reason, now } = revocation;
  return [{ id, serial, reason, isAtOnce: now, askedAt }];
}

/** Who writes the table may be ahead of this clock by so much. */
const CLOCK_MARGIN_MS = 60_000;

/** Until when a deployment waits. No deployment waits longer than it can: what says so is over. */
function awaitedAt(text: string, now: Date): Date | undefined {
  const until = new Date(text);
  if (Number.isNaN(until.getTime())) return undefined;
  return until.getTime() - now.getTime() > LONGEST_TIMEOUT_MS + CLOCK_MARGIN_MS ? now : until;
}
