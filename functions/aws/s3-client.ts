/** S3. */
import { S3Client } from '@aws-sdk/client-s3';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

export function lazyS3(options: ClientOptions & { forcePathStyle?: boolean } = {}): Lazy<S3Client> {
  return memoize(() => new S3Client({ ...clientDefaults(), ...options }));
}
