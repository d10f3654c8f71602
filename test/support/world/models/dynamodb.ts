/**
 * The records table in memory, behind DynamoDB's own commands: the real adapters (claim, fence, registry, due index)
 * run on it, expression for expression. Items hold what JSON holds.
 */
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { NEXT_CHECK_INDEX } from '../../../../functions/aws/table.ts';
import { conditionOf, type Item } from './condition.ts';
import { sdkError } from './sdk-error.ts';

export type TableModel = {
  client: DynamoDBDocumentClient;
  items(): Item[];
  /** Puts an item into the table as it is. */
  put(item: Item): void;
};

export function createTableModel(): TableModel {
  const stored = new Map<string, Item>();
  const send = async (command: unknown) => {
    if (command instanceof GetCommand) return { Item: stored.get(keyOf(command.input.Key)) };
    if (command instanceof UpdateCommand) return { Attributes: update(stored, command.input) };
    if (command instanceof QueryCommand) return query([...stored.values()], command.input);
    if (command instanceof DeleteCommand) {
      expectCondition(stored.get(keyOf(command.input.Key)), command.input);
      stored.delete(keyOf(command.input.Key));
      return {};
    }
    throw new Error('The table model knows no such command');
  };
  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    items: () => [...stored.values()],
    put: (item) => void stored.set(keyOf(item), item),
  };
}

function keyOf(key: Item | undefined): string {
  return `${key?.certificateName}/${key?.kind}`;
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

function update(stored: Map<string, Item>, input: UpdateCommandInput): Item {
  const before = stored.get(keyOf(input.Key));
  expectCondition(before, input);
  const { names, values } = placeholders(input);
  const item: Item = { ...(before ?? input.Key) };
  for (const { keyword, placeholder, value } of termsOf(input.UpdateExpression ?? '')) {
    const name = names[placeholder];
    if (name === undefined) throw new Error(`${placeholder} has no name`);
    if (keyword === 'REMOVE') delete item[name];
    else if (keyword === 'SET') item[name] = values[value];
    else item[name] = Number(item[name] ?? 0) + Number(values[value]);
  }
  stored.set(keyOf(input.Key), item);
  return item;
}

type Term = { keyword: string; placeholder: string; value: string };

const parsed = new Map<string, Term[]>();

/** The terms of `SET #a = :a, #b = :b REMOVE #c ADD #d :d`. Cached: there are few different expressions. */
function termsOf(expression: string): Term[] {
  const known = parsed.get(expression);
  if (known) return known;
  const clauses = expression.matchAll(/(SET|REMOVE|ADD) (.*?)(?= (?:SET|REMOVE|ADD) |$)/g);
  const terms = [...clauses].flatMap(([, keyword = '', list = '']) =>
    list.split(', ').map((term) => {
      const [placeholder = '', value = ''] = term.split(/ = | /);
      return { keyword, placeholder, value };
    }),
  );
  parsed.set(expression, terms);
  return terms;
}

/** All items that match, in the order of the index's sort key, with the attributes that the index holds. */
function query(items: Item[], input: QueryCommandInput) {
  const { indexName, partitionKey, sortKey, nonKeyAttributes } = NEXT_CHECK_INDEX;
  if (input.IndexName !== indexName) throw new Error(`The table model has no index ${input.IndexName}`);
  const conditions = [input.KeyConditionExpression, input.FilterExpression].flatMap((expression) =>
    expression === undefined ? [] : [conditionOf(expression)],
  );
  const given = placeholders(input);
  const found = items.filter(
    (item) =>
      item[partitionKey] !== undefined &&
      item[sortKey] !== undefined &&
      conditions.every((holds) => holds(item, given)),
  );
  found.sort((a, b) => (String(a[sortKey]) < String(b[sortKey]) ? -1 : 1));
  const held = ['certificateName', 'kind', partitionKey, sortKey, ...nonKeyAttributes];
  const project = (item: Item) =>
    Object.fromEntries(held.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
  return { Items: found.slice(0, input.Limit).map(project) };
}
