/** S3. */
import { S3Client } from '@aws-sdk/client-s3';
import { memoize } from '../engine/memoize.ts';
import { type ClientOptions, clientDefaults, type Lazy } from './clients.ts';

/** @param options `followRegionRedirects` for a bucket whose region is not known. */
export function lazyS3(
  options: ClientOptions & { forcePathStyle?: boolean; followRegionRedirects?: boolean } = {},
): Lazy<S3Client> {
  return memoize(() => new S3Client({ ...clientDefaults(), ...options }));
}
