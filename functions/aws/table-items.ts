/**
 * Reads one item of the table consistently, and changes some of its attributes on a condition. It never writes a whole
 * item, so attributes of a later release stay; and it never changes an item of a newer major schema.
 */
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Deadline } from '../engine/ports/time.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';
import { type ITEM_KIND, ITEM_SCHEMA } from './table.ts';

export type Item = Record<string, unknown>;

export type ItemKey = { certificateName: string; kind: keyof typeof ITEM_KIND };

/** Of an item in the table of observations. */
export type ObservationKey = { certificateName: string; kind: string };

export type ItemChange = {
  /** Attributes to set; undefined removes the attribute. */
  set: Item;
  /** A condition expression. `#name` is the attribute of that name; `:name` is from `values`, else from `set`. */
  condition?: string;
  values?: Item;
};

export interface TableItems {
  /** The item as it is now, all earlier writes included. */
  read(key: ItemKey | ObservationKey, deadline: Deadline): Promise<Item | undefined>;
  /** The whole item after the change (created when absent); undefined when the condition or the schema forbids it. */
  update(key: ItemKey | ObservationKey, change: ItemChange, deadline: Deadline): Promise<Item | undefined>;
}

export type DocumentClient = DynamoDBDocumentClient;

export type TableOptions = {
  client: Lazy<DocumentClient>;
  tableName: string;
  /** Whose credentials make the calls. @default - the function's role */
  caller?: Person | undefined;
};

export function createTableItems({ client, tableName, caller }: TableOptions): TableItems {
  const resource = `table ${tableName}`;
  return {
    async read(key, deadline) {
      const command = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true });
      const call = { action: 'dynamodb:GetItem', resource, caller };
      return (await callAws(call, deadline, (options) => client().send(command, options))).Item;
    },
    async update(key, change, deadline) {
      const command = new UpdateCommand({
        TableName: tableName,
        Key: key,
        ReturnValues: 'ALL_NEW',
        ...expressions(change),
      });
      const call = { action: 'dynamodb:UpdateItem', resource, caller };
      try {
        return (await callAws(call, deadline, (options) => client().send(command, options))).Attributes;
      } catch (thrown) {
        if (awsErrorName(thrown) === 'ConditionalCheckFailedException') return undefined;
        throw thrown;
      }
    },
  };
}

function expressions({ set, condition, values = {} }: ItemChange) {
  const toSet: Item = { ...withoutUndefined(set), schema: ITEM_SCHEMA };
  const toRemove = Object.keys(set).filter((name) => set[name] === undefined);
  const update = [
    clause('SET', Object.keys(toSet), (name) => `#${name} = :${name}`),
    clause('REMOVE', toRemove, (name) => `#${name}`),
  ].join(' ');
  const olderOrEqual = '(attribute_not_exists(#schema) OR #schema <= :schema)';
  const guarded = condition === undefined ? olderOrEqual : `${olderOrEqual} AND (${condition})`;
  return {
    UpdateExpression: update,
    ConditionExpression: guarded,
    // Every name goes through a placeholder: DynamoDB reserves hundreds of words, `owner` and `order` among them.
    ExpressionAttributeNames: Object.fromEntries(
      [...`${update} ${guarded}`.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name ?? '']),
    ),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries({ ...toSet, ...values }).map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

function clause(keyword: string, names: string[], term: (name: string) => string): string {
  return names.length === 0 ? '' : `${keyword} ${names.map(term).join(', ')}`;
}

function withoutUndefined(attributes: Item): Item {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
