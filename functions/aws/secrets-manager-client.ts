/** Secrets Manager. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

export function lazySecretsManager(options: ClientOptions = {}): Lazy<SecretsManagerClient> {
  return memoize(() => new SecretsManagerClient({ ...clientDefaults(), ...options }));
}
