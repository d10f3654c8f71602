/** Lambda, for the command only. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

/** For the command only. Of one try: what the function does may be done twice, and it may take a minute. */
export function lazyLambda(options: ClientOptions = {}): Lazy<LambdaClient> {
  const { requestHandler, ...others } = clientDefaults();
  const patient = { ...requestHandler, requestTimeout: 65_000 };
  return memoize(() => new LambdaClient({ ...others, requestHandler: patient, maxAttempts: 1, ...options }));
}
