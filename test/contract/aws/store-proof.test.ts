/** Whether a renewal could be stored, asked of a bucket in the AWS emulator with versions, which stands in for S3. */
import { ListObjectVersionsCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { lazyS3 } from '../../../functions/aws/s3-client.ts';
import { aStoredCertificate, noDeadline } from '../../support/builders.ts';
import { useBucket } from './bucket-world.ts';

const NEVER = noDeadline();
const FILES = { privateKeyPem: 'key\n', certificatePem: 'leaf\n', chainPem: 'chain\n' };

const bucket = useBucket();

beforeEach(async () => {
  const { bucketName } = bucket;
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await bucket.client().send(new PutBucketVersioningCommand({ Bucket: bucketName, VersioningConfiguration }));
});

/** Every version of every object, and what was deleted. */
async function everything(): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await bucket
    .client()
    .send(new ListObjectVersionsCommand({ Bucket: bucket.bucketName }));
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`);
}

describe('expectWritable', () => {
  it('leaves nothing behind, before the first certificate and after it', async () => {
    await bucket.store.expectWritable('example.com', NEVER);

    expect(await everything()).toEqual([]);

    await bucket.store.publish('example.com', aStoredCertificate(), FILES, NEVER);
    const published = await everything();
    await bucket.store.expectWritable('example.com', NEVER);

    expect(published).toContainEqual(expect.stringContaining('live/example.com/current.json '));
    expect(await everything()).toEqual(published);
  });

  it.each([undefined, '{"schema":1,"version":"20261101T000000Z-aaaaaa"}\n'])(
    'says so where conditions are ignored, and leaves the pointer as it is (%s)',
    async (pointer) => {
      const key = 'live/example.com/current.json';
      if (pointer !== undefined)
        await bucket
          .client()
          .send(new PutObjectCommand({ Bucket: bucket.bucketName, Key: key, Body: pointer }));
      const careless = lazyS3(bucket.aws.clientConfiguration)();
      careless.middlewareStack.add(
        (next) => (sent) => {
          const { request } = sent as { request?: { headers: Record<string, string> } };
          delete request?.headers['if-match'];
          return next(sent);
        },
        { step: 'build' },
      );
      const store = bucket.storeWith({ client: () => careless });

      await expect(store.expectWritable('example.com', NEVER)).rejects.toMatchObject({
        code: 'store-failed',
        disposition: 'person',
        subject: `bucket ${bucket.bucketName}`,
      });
      expect(await store.liveVersion('example.com', NEVER)).toBe(pointer && '20261101T000000Z-aaaaaa');
    },
  );

  it('fails for a bucket that is not there', async () => {
    const gone = bucket.storeWith({ bucketName: `not-${bucket.bucketName}` });

    await expect(gone.expectWritable('example.com', NEVER)).rejects.toMatchObject({
      code: 'store-failed',
    });
  });
});
