/**
 * Where owners (CloudFormation, the command) declare certificates and ask for checks. It writes definitions; in the
 * state it changes only when the next check comes.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { definitionHash } from '../engine/config/definition-hash.ts';
import { RenewerError } from '../engine/errors.ts';
import type { DefinitionRegistry } from '../engine/ports/records.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import { parseClaimAttributes } from './item-parsers.ts';
import { WAITS_FOR } from './table.ts';
import {
  createTableItems,
  type Item,
  type ItemKey,
  type TableItems,
  type TableOptions,
} from './table-items.ts';

export type DefinitionRegistryOptions = TableOptions & { clock: Pick<Clock, 'now'> };

export function createDefinitionRegistry({ clock, ...table }: DefinitionRegistryOptions): DefinitionRegistry {
  const items = createTableItems(table);
  return {
    async putDefinition(definition, owner, deadline) {
      const { certificateName, profile, preferredChain, extraWaitSeconds, ...fields } = definition;
      const written = { owner, hash: definitionHash(definition), updatedAt: clock.now().toISOString() };
      const key = { certificateName, kind: 'definition' } as const;
      const stored = await items.update(
        key,
        { set: { profile, preferredChain, extraWaitSeconds, ...fields, ...written } },
        deadline,
      );
      if (!stored) throw await refused(items, key, deadline);
    },
    removeDefinition: (certificateName, owner, deadline) =>
      removeDefinition(table, { certificateName, kind: 'definition' }, owner, deadline),
    requestCheck: (certificateName, at, deadline) =>
      requestCheck(items, { certificateName, kind: 'state' }, at, deadline),
  };
}

async function removeDefinition(
  { client, tableName }: TableOptions,
  key: ItemKey,
  owner: string,
  deadline: Deadline,
): Promise<boolean> {
  const command = new DeleteCommand({
    TableName: tableName,
    Key: key,
    // Absent counts as removed: the answer to an earlier try may have been lost.
    ConditionExpression: 'attribute_not_exists(#owner) OR #owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': owner },
  });
  const call = { action: 'dynamodb:DeleteItem', resource: `table ${tableName}` };
  try {
    await callAws(call, deadline, (options) => client().send(command, options));
    return true;
  } catch (thrown) {
    if (awsErrorName(thrown) === 'ConditionalCheckFailedException') return false;
    throw thrown;
  }
}

const MAX_ROUNDS = 5;

/** One of these two writes always applies, unless a run reports in between: then both are tried again. */
async function requestCheck(items: TableItems, key: ItemKey, at: Date, deadline: Deadline): Promise<void> {
  const byClock: Item = { waitsFor: WAITS_FOR.clock, tokenVersion: undefined };
  const nextCheckAt = at.toISOString();
  const bringForward = {
    set: { ...byClock, nextCheckAt },
    add: { lookRequests: 1 },
    condition: 'attribute_not_exists(#nextCheckAt) OR #nextCheckAt > :nextCheckAt',
  };
  const keepEarlier = {
    set: byClock,
    add: { lookRequests: 1 },
    condition: '#nextCheckAt <= :at',
    values: { at: nextCheckAt },
  };
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (await items.update(key, bringForward, deadline)) return;
    if (await items.update(key, keepEarlier, deadline)) return;
    parseClaimAttributes((await items.read(key, deadline)) ?? {});
  }
  throw await refused(items, key, deadline);
}

/** Why an item took no change: a newer release wrote it (then the parser throws), or others were faster each time. */
async function refused(items: TableItems, key: ItemKey, deadline: Deadline): Promise<RenewerError> {
  parseClaimAttributes((await items.read(key, deadline)) ?? {});
  return new RenewerError({
    code: 'record-conflict',
    disposition: 'person',
    subject: key.certificateName,
    message: `The ${key.kind} of ${key.certificateName} was changed by others again and again while it was written. Nothing was changed here; try again.`,
  });
}
