/** SNS. */
import { SNSClient } from '@aws-sdk/client-sns';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

/** Of one try: a mail that may have been taken must not come twice. */
export function lazySns(options: ClientOptions = {}): Lazy<SNSClient> {
  return memoize(() => new SNSClient({ ...clientDefaults(), maxAttempts: 1, ...options }));
}
