/**
 * Where owners (CloudFormation, the command) declare certificates and ask for checks. It writes definitions and requests; it
 * never writes a state. The definition that counts is the item itself; former ones of the same stack lie in it. Each write
 * holds only if nobody else has written since the read.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { CertificateDefinition } from '../engine/config/definition.ts';
import { definitionHash } from '../engine/config/definition-hash.ts';
import { type DefinitionShelf, placeOn, takeFrom } from '../engine/declare/definition-shelf.ts';
import { type Holder, ownerText, parseOwner } from '../engine/declare/owner.ts';
import { RenewerError } from '../engine/errors.ts';
import type { DefinitionRegistry } from '../engine/ports/records.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import { createCheckRequests } from './check-requests.ts';
import type { Lazy } from './clients.ts';
import { parseClaimAttributes } from './item-parsers.ts';
import { IS_PROBED, type TableNames } from './table.ts';
import {
  createTableItems,
  type DocumentClient,
  type Item,
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
  const shelves = { table, items: createTableItems(table) };
  const requests = createCheckRequests({ client, tableName: tables.requests });
  const keyOf = (certificateName: string) => ({ certificateName, kind: 'definition' }) as const;
  return {
    async putDefinition({ definition, owner }, { isMoved }, deadline) {
      const { certificateName } = definition;
      const declared = { owner, definition: attributesOf(definition, clock.now()) };
      const place = (shelf: Shelf) => placeOn(shelf, declared, { certificateName, isMoved });
      await change(shelves, keyOf(certificateName), place, deadline);
    },
    removeDefinition: (certificateName, owner, deadline) =>
      change(shelves, keyOf(certificateName), (shelf) => takeFrom(shelf, owner), deadline),
    requestCheck: (certificateName, { dueAt, destroys }, deadline) =>
      requests.add(certificateName, { id: newId(), dueAt, destroys }, deadline),
    requestHaste: (certificateName, awaitedUntil, deadline) =>
      requests.add(certificateName, { id: newId(), awaitedUntil }, deadline),
  };
}

/** Definitions as the attributes of their item. */
type Shelf = DefinitionShelf<Item>;
type Shelves = { table: TableOptions; items: TableItems };

/** What a definition may leave out. */
const ABSENT = {
  profile: undefined,
  preferredChain: undefined,
  extraWaitSeconds: undefined,
  removalPolicy: undefined,
  existingCertificateArns: undefined,
  tags: undefined,
  probe: undefined,
  probed: undefined,
};

function attributesOf(definition: CertificateDefinition, now: Date): Item {
  const { certificateName: _, ...fields } = definition;
  const probed = definition.probe && { probed: IS_PROBED };
  return { ...fields, ...probed, hash: definitionHash(definition), updatedAt: now.toISOString() };
}

const MAX_ROUNDS = 5;

/** False when there is nothing to change. */
async function change(
  { table, items }: Shelves,
  key: ItemKey,
  next: (shelf: Shelf) => Shelf,
  deadline: Deadline,
): Promise<boolean> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const item = await items.read(key, deadline);
    const before = shelfOf(item);
    const after = next(before);
    // In a later round our own write is there: its answer was lost, and the SDK's repetition was refused.
    if (after === before) return round > 0;
    const since = unchangedSince(item);
    const isWritten = after.current
      ? await write(items, key, { ...after, current: after.current }, since, deadline)
      : await remove(table, key, since, deadline);
    if (isWritten) return true;
  }
  throw await refused(items, key, deadline);
}

type Unchanged = { condition: string; values: Item; revision: number };

function unchangedSince(item: Item | undefined): Unchanged {
  if (item === undefined) return { condition: 'attribute_not_exists(#owner)', values: {}, revision: 0 };
  const { owner, revision } = item;
  if (typeof revision === 'number') {
    return { condition: '#revision = :held', values: { held: revision }, revision };
  }
  const condition = 'attribute_not_exists(#revision) AND #owner = :held';
  return { condition, values: { held: owner ?? '' }, revision: 0 };
}

async function write(
  items: TableItems,
  key: ItemKey,
  { current, former }: Required<Shelf> & { current: NonNullable<Shelf['current']> },
  { revision, condition, values }: Unchanged,
  deadline: Deadline,
): Promise<boolean> {
  const kept = former.map(({ owner, definition }) => ({
    owner: ownerText(owner),
    definition: defined(definition),
  }));
  const set = {
    // What the definition before had and this one has not must go.
    ...ABSENT,
    ...current.definition,
    owner: ownerText(current.owner),
    former: kept.length > 0 ? kept : undefined,
    revision: revision + 1,
  };
  return (await items.update(key, { set, condition, values }, deadline)) !== undefined;
}

async function remove(
  { client, tableName }: TableOptions,
  Key: ItemKey,
  { condition, values }: Unchanged,
  deadline: Deadline,
): Promise<boolean> {
  const names = [...condition.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name ?? '']);
  const command = new DeleteCommand({
    TableName: tableName,
    Key,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`:${name}`, value]),
    ),
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

const OWNED = z.looseObject({ owner: z.string() });
const FORMER = z.catch(
  z.array(z.object({ owner: z.string(), definition: z.record(z.string(), z.unknown()) })),
  [],
);

/** What has no owner is nobody's. */
function shelfOf(item: Item | undefined): Shelf {
  const found = z.safeParse(OWNED, item).data;
  if (!found) return { former: [] };
  const {
    certificateName: _,
    kind: __,
    schema: ___,
    revision: ____,
    former,
    owner: text,
    ...definition
  } = found;
  return {
    current: { owner: holderIn(text), definition },
    former: FORMER.parse(former ?? []).map((one) => ({ ...one, owner: holderIn(one.owner) })),
  };
}

function holderIn(text: string): Holder {
  return parseOwner(text) ?? text;
}

function defined(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
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
