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
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import {
  ATTENTION_INDEX,
  NEXT_CHECK_INDEX,
  PROBE_INDEX,
  REQUEST_INDEX,
  type TableNames,
} from '../../../../functions/aws/table.ts';
import { conditionOf, type Item } from './condition.ts';
import { sdkError } from './sdk-error.ts';

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

export function createTablesModel(): TablesModel {
  const tables = new Map<string, Stored>();
  const table = (name = '') => {
    const stored = tables.get(name) ?? new Map<string, Item>();
    tables.set(name, stored);
    return stored;
  };
  const send = async (command: unknown) => {
    if (command instanceof GetCommand) {
      return { Item: table(command.input.TableName).get(keyOf(command.input.Key)) };
    }
    if (command instanceof BatchGetCommand) {
      return { Responses: batchGet(command.input.RequestItems, table) };
    }
    if (command instanceof UpdateCommand) {
      return { Attributes: update(table(command.input.TableName), command.input) };
    }
    if (command instanceof QueryCommand) {
      return query([...table(command.input.TableName).values()], command.input);
    }
    if (command instanceof PutCommand) {
      const { TableName, Item = {} } = command.input;
      table(TableName).set(keyOf(Item), Item);
      return {};
    }
    if (command instanceof DeleteCommand) {
      const stored = table(command.input.TableName);
      expectCondition(stored.get(keyOf(command.input.Key)), command.input);
      stored.delete(keyOf(command.input.Key));
      return {};
    }
    throw new Error('The model of the tables knows no such command');
  };
  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    items: (tableName) => [...table(tableName).values()],
    put: (tableName, item) => void table(tableName).set(keyOf(item), item),
  };
}

function batchGet(
  requested: BatchGetCommandInput['RequestItems'] = {},
  table: (name: string) => Stored,
): Record<string, Item[]> {
  return Object.fromEntries(
    Object.entries(requested).map(([name, { Keys }]) => [
      name,
      (Keys ?? []).flatMap((key): Item[] => {
        const item = table(name).get(keyOf(key));
        return item ? [item] : [];
      }),
    ]),
  );
}

/** Requests have an `id`, all other items a `kind` as the second half of their key. */
function keyOf(key: Item | undefined): string {
  return `${key?.certificateName}/${key?.id ?? key?.kind}`;
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

type Index = { partitionKey: string; sortKey: string; nonKeyAttributes?: readonly string[] };

const INDEXES: Record<string, Index> = {
  [NEXT_CHECK_INDEX.indexName]: NEXT_CHECK_INDEX,
  [REQUEST_INDEX.indexName]: REQUEST_INDEX,
  [ATTENTION_INDEX.indexName]: ATTENTION_INDEX,
  [PROBE_INDEX.indexName]: PROBE_INDEX,
};

/** All items that match: of an index in the order of its sort key, with the attributes that it holds. */
function query(items: Item[], input: QueryCommandInput) {
  const conditions = [input.KeyConditionExpression, input.FilterExpression].flatMap((expression) =>
    expression === undefined ? [] : [conditionOf(expression)],
  );
  const given = placeholders(input);
  const found = items.filter((item) => conditions.every((holds) => holds(item, given)));
  if (input.IndexName === undefined) return { Items: found.slice(0, input.Limit) };
  const index = INDEXES[input.IndexName];
  if (!index) throw new Error(`The model of the tables has no index ${input.IndexName}`);
  return { Items: indexed(found, index).slice(0, input.Limit) };
}

function indexed(items: Item[], { partitionKey, sortKey, nonKeyAttributes = [] }: Index): Item[] {
  const held = ['certificateName', 'kind', 'id', partitionKey, sortKey, ...nonKeyAttributes];
  return items
    .filter((item) => item[partitionKey] !== undefined && item[sortKey] !== undefined)
    .sort((a, b) => (String(a[sortKey]) < String(b[sortKey]) ? -1 : 1))
    .map((item) =>
      Object.fromEntries(held.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]))),
    );
}
