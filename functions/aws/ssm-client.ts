/** SSM, for the command only. */
import { SSMClient } from '@aws-sdk/client-ssm';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

export function lazySsm(options: ClientOptions = {}): Lazy<SSMClient> {
  return memoize(() => new SSMClient({ ...clientDefaults(), ...options }));
}
