/**
 * The tables of records in memory, behind DynamoDB's own commands: the real adapters (claim, fence, registry, requests, due
 * index) run on them, expression for expression. Items hold what JSON holds.
 */
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { TableNames } from '../../../../functions/aws/table.ts';
import type { CapacityMeter } from './capacity.ts';
import { conditionOf, type Item } from './condition.ts';
import { sizeOf } from './item-size.ts';
import { sdkError } from './sdk-error.ts';
import { keyOf, queryPage, scanPage } from './table-pages.ts';

export type TablesModel = {
  client: DynamoDBDocumentClient;
  items(tableName: string): Item[];
  /** Puts an item into a table as it is. */
  put(tableName: string, item: Item): void;
};

export const MODEL_TABLES: TableNames = {
  definitions: 'model-definitions',
  requests: 'model-requests',
  states: 'model-states',
  observations: 'model-observations',
};

/** As releases had it before there was a table for each writer. */
export const EARLIER_MODEL_TABLE = 'model-records';

type Stored = Map<string, Item>;

/** @param meter counts what the calls consume. @default - nothing is counted */
export function createTablesModel(meter?: CapacityMeter): TablesModel {
  const tables = new Map<string, Stored>();
  const table = (name = '') => {
    const stored = tables.get(name) ?? new Map<string, Item>();
    tables.set(name, stored);
    return stored;
  };
  const send = async (command: unknown) => {
    meter?.call();
    if (command instanceof BatchGetCommand) {
      return { Responses: batchGet(command.input.RequestItems, table, meter) };
    }
    const { TableName, ...input } = (command as { input: { TableName?: string } }).input;
    return answer(command, table(TableName), meter, input);
  };
  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    items: (tableName) => [...table(tableName).values()],
    put: (tableName, item) => void table(tableName).set(keyOf(item), item),
  };
}

/** What is asked of one table. */
function answer(command: unknown, stored: Stored, meter: CapacityMeter | undefined, input: Item) {
  if (command instanceof GetCommand) {
    const found = stored.get(keyOf(command.input.Key));
    meter?.read(sizeOf(found), command.input.ConsistentRead);
    return { Item: found };
  }
  if (command instanceof QueryCommand || command instanceof ScanCommand) {
    const { size, ...page } =
      command instanceof QueryCommand
        ? queryPage(stored.values(), command.input)
        : scanPage([...stored.values()], command.input);
    meter?.read(size, command.input.ConsistentRead);
    return page;
  }
  const key = keyOf((input.Key ?? input.Item) as Item);
  const before = stored.get(key);
  try {
    return write(command, stored);
  } finally {
    meter?.written(before, stored.get(key));
  }
}

function write(command: unknown, stored: Stored) {
  if (command instanceof UpdateCommand) return { Attributes: update(stored, command.input) };
  if (command instanceof PutCommand) {
    const { Item = {} } = command.input;
    stored.set(keyOf(Item), Item);
    return {};
  }
  if (command instanceof DeleteCommand) {
    expectCondition(stored.get(keyOf(command.input.Key)), command.input);
    stored.delete(keyOf(command.input.Key));
    return {};
  }
  throw new Error('The model of the tables knows no such command');
}

function batchGet(
  requested: BatchGetCommandInput['RequestItems'] = {},
  table: (name: string) => Stored,
  meter: CapacityMeter | undefined,
): Record<string, Item[]> {
  return Object.fromEntries(
    Object.entries(requested).map(([name, { Keys, ConsistentRead }]) => [
      name,
      (Keys ?? []).flatMap((key): Item[] => {
        const item = table(name).get(keyOf(key));
        meter?.read(sizeOf(item), ConsistentRead);
        return item ? [item] : [];
      }),
    ]),
  );
}

type Conditional = Pick<
  UpdateCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

function expectCondition(item: Item | undefined, input: Conditional): void {
  if (input.ConditionExpression === undefined) return;
  if (!conditionOf(input.ConditionExpression)(item ?? {}, placeholders(input))) {
    throw sdkError('ConditionalCheckFailedException');
  }
}

function placeholders(input: Conditional) {
  return { names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} };
}

function update(stored: Stored, input: UpdateCommandInput): Item {
  const before = stored.get(keyOf(input.Key));
  expectCondition(before, input);
  const { names, values } = placeholders(input);
  const item: Item = { ...(before ?? input.Key) };
  for (const { keyword, placeholder, value } of termsOf(input.UpdateExpression ?? '')) {
    const name = names[placeholder];
    if (name === undefined) throw new Error(`${placeholder} has no name`);
    if (keyword === 'REMOVE') delete item[name];
    else item[name] = values[value];
  }
  stored.set(keyOf(input.Key), item);
  return item;
}

type Term = { keyword: string; placeholder: string; value: string };

const parsed = new Map<string, Term[]>();

/** The terms of `SET #a = :a, #b = :b REMOVE #c`. Cached: there are few different expressions. */
function termsOf(expression: string): Term[] {
  const known = parsed.get(expression);
  if (known) return known;
  const clauses = expression.matchAll(/(SET|REMOVE) (.*?)(?= REMOVE |$)/g);
  const terms = [...clauses].flatMap(([, keyword = '', list = '']) =>
    list.split(', ').map((term) => {
      const [placeholder = '', value = ''] = term.split(/ = | /);
      return { keyword, placeholder, value };
    }),
  );
  parsed.set(expression, terms);
  return terms;
}
