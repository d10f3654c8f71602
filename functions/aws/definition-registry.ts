/**
 * Where owners (CloudFormation, the command) declare certificates and ask for checks. It writes definitions and requests; it
 * never sees a state.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { definitionHash } from '../engine/config/definition-hash.ts';
import { RenewerError } from '../engine/errors.ts';
import type { DefinitionRegistry } from '../engine/ports/records.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import { createCheckRequests } from './check-requests.ts';
import type { Lazy } from './clients.ts';
import { parseClaimAttributes } from './item-parsers.ts';
import type { TableNames } from './table.ts';
import {
  createTableItems,
  type DocumentClient,
  type ItemKey,
  type TableItems,
  type TableOptions,
} from './table-items.ts';

export type DefinitionRegistryOptions = {
  client: Lazy<DocumentClient>;
  tables: Pick<TableNames, 'definitions' | 'requests'>;
  clock: Pick<Clock, 'now'>;
  /** Unique for each request. */
  newId(): string;
};

export function createDefinitionRegistry(options: DefinitionRegistryOptions): DefinitionRegistry {
  const { client, tables, clock, newId } = options;
  const table = { client, tableName: tables.definitions };
  const items = createTableItems(table);
  const requests = createCheckRequests({ client, tableName: tables.requests });
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
    requestCheck: (certificateName, dueAt, deadline) =>
      requests.add(certificateName, { id: newId(), dueAt }, deadline),
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

/** Why an item took no change: a newer release wrote it (then the parser throws). */
async function refused(items: TableItems, key: ItemKey, deadline: Deadline): Promise<RenewerError> {
  parseClaimAttributes((await items.read(key, deadline)) ?? {});
  return new RenewerError({
    code: 'record-conflict',
    disposition: 'person',
    subject: key.certificateName,
    message: `The ${key.kind} of ${key.certificateName} was changed by others again and again while it was written. Nothing was changed here; try again.`,
  });
}
