/** The compare-and-swap of the live pointer, in a real bucket of the AWS emulator, which stands in for S3. */
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BucketObjects, createBucketObjects } from '../../../functions/aws/bucket-objects.ts';
import { createLivePointer, type LivePointer } from '../../../functions/aws/live-pointer.ts';
import { lazyS3 } from '../../../functions/aws/s3-client.ts';
import { systemClock } from '../../../functions/engine/deadline.ts';
import { aStoredCertificate, noDeadline } from '../../support/builders.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';

const NEVER = noDeadline();

let aws: Aws;
let objects: BucketObjects;
let pointer: LivePointer;

beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws?.stop());

beforeEach(async () => {
  const client = lazyS3(aws.clientConfiguration);
  const bucketName = `certificates-${randomUUID()}`;
  await client().send(new CreateBucketCommand({ Bucket: bucketName }));
  objects = createBucketObjects({ client, bucketName, bucketOwner: '000000000000', clock: systemClock });
  pointer = createLivePointer({ objects, bucketName, certificateName: 'example.com', clock: systemClock });
});

async function moveTo(version: string): Promise<void> {
  await pointer.move(await pointer.readBefore(version, NEVER), aStoredCertificate({ version }), NEVER);
}

async function liveVersion(): Promise<unknown> {
  const stored = await objects.read('live/example.com/current.json', NEVER);
  return JSON.parse(stored?.text ?? '{}').version;
}

describe('move', () => {
  it('fails when a later version became live since the pointer was read', async () => {
    await moveTo('v1');
    const seen = await pointer.readBefore('v2', NEVER);
    await moveTo('v3');

    const move = pointer.move(seen, aStoredCertificate({ version: 'v2' }), NEVER);

    await expect(move).rejects.toMatchObject({ code: 'store-failed' });
    expect(await liveVersion()).toBe('v3');
  });

  it('fails when a later version became the first one since there was no pointer', async () => {
    const seen = await pointer.readBefore('v1', NEVER);
    await moveTo('v2');

    const move = pointer.move(seen, aStoredCertificate({ version: 'v1' }), NEVER);

    await expect(move).rejects.toMatchObject({ code: 'store-failed' });
    expect(await liveVersion()).toBe('v2');
  });

  it('moves on when an earlier version became live since the pointer was read', async () => {
    await moveTo('v1');
    const seen = await pointer.readBefore('v3', NEVER);
    await moveTo('v2');

    await pointer.move(seen, aStoredCertificate({ version: 'v3' }), NEVER);

    expect(await liveVersion()).toBe('v3');
  });
});
