/** Whether a renewal could be stored, asked of a bucket in the AWS emulator with versions, which stands in for S3. */
import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCertificateStore } from '../../../functions/aws/certificate-store.ts';
import { lazyS3 } from '../../../functions/aws/clients.ts';
import { systemClock as clock } from '../../../functions/engine/deadline.ts';
import { aStoredCertificate, noDeadline } from '../../support/builders.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';

const NEVER = noDeadline();
const FILES = { privateKeyPem: 'key\n', certificatePem: 'leaf\n', chainPem: 'chain\n' };

let aws: Aws;
let client: ReturnType<typeof lazyS3>;
let bucketName: string;

beforeAll(async () => {
  aws = await startAws();
  client = lazyS3(aws.clientConfiguration);
});
afterAll(() => aws?.stop());

beforeEach(async () => {
  bucketName = `certificates-${randomUUID()}`;
  await client().send(new CreateBucketCommand({ Bucket: bucketName }));
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await client().send(new PutBucketVersioningCommand({ Bucket: bucketName, VersioningConfiguration }));
});

/** Every version of every object, and what was deleted. */
async function everything(): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await client().send(
    new ListObjectVersionsCommand({ Bucket: bucketName }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`);
}

describe('expectWritable', () => {
  it('leaves nothing behind, before the first certificate and after it', async () => {
    const store = createCertificateStore({ client, bucketName, bucketOwner: '000000000000', clock });

    await store.expectWritable('example.com', NEVER);

    expect(await everything()).toEqual([]);

    await store.publish('example.com', aStoredCertificate(), FILES, NEVER);
    const published = await everything();
    await store.expectWritable('example.com', NEVER);

    expect(published).toContainEqual(expect.stringContaining('live/example.com/current.json '));
    expect(await everything()).toEqual(published);
  });

  it.each([undefined, '{"schema":1,"version":"20261101T000000Z-aaaaaa"}\n'])(
    'says so where conditions are ignored, and leaves the pointer as it is (%s)',
    async (pointer) => {
      const key = 'live/example.com/current.json';
      if (pointer !== undefined)
        await client().send(new PutObjectCommand({ Bucket: bucketName, Key: key, Body: pointer }));
      const careless = lazyS3(aws.clientConfiguration)();
      careless.middlewareStack.add(
        (next) => (sent) => {
          const { request } = sent as { request?: { headers: Record<string, string> } };
          delete request?.headers['if-match'];
          return next(sent);
        },
        { step: 'build' },
      );
      const store = createCertificateStore({
        client: () => careless,
        bucketName,
        bucketOwner: '000000000000',
        clock,
      });

      await expect(store.expectWritable('example.com', NEVER)).rejects.toMatchObject({
        code: 'store-failed',
        disposition: 'person',
        subject: `bucket ${bucketName}`,
      });
      expect(await store.liveVersion('example.com', NEVER)).toBe(pointer && '20261101T000000Z-aaaaaa');
    },
  );

  it('fails for a bucket that is not there', async () => {
    const gone = { client, bucketName: `not-${bucketName}`, bucketOwner: '000000000000', clock };

    await expect(createCertificateStore(gone).expectWritable('example.com', NEVER)).rejects.toMatchObject({
      code: 'store-failed',
    });
  });
});
