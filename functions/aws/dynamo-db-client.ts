/** DynamoDB. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

export function lazyDynamoDb(options: ClientOptions = {}): Lazy<DynamoDBDocumentClient> {
  return memoize(() =>
    DynamoDBDocumentClient.from(new DynamoDBClient({ ...clientDefaults(), ...options }), {
      // An object with a key `constructor` (a name that a CA gave) looks to the SDK like an instance of a class.
      marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    }),
  );
}
