/** SQS. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

export function lazySqs(options: ClientOptions = {}): Lazy<SQSClient> {
  return memoize(() => new SQSClient({ ...clientDefaults(), ...options }));
}
