/** A bucket for each test in the AWS emulator, which stands in for S3, and the store on it. */
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createCertificateStore } from '../../../functions/aws/certificate-store.ts';
import { lazyS3 } from '../../../functions/aws/s3-client.ts';
import { systemClock } from '../../../functions/engine/deadline.ts';
import type { Clock } from '../../../functions/engine/ports/time.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';

type StoreOptions = Parameters<typeof createCertificateStore>[0];

export type BucketWorld = {
  aws: Aws;
  client: ReturnType<typeof lazyS3>;
  bucketName: string;
  store: ReturnType<typeof createCertificateStore>;
  /** Another one, on the same bucket unless it is said. */
  storeWith(changes: Partial<Pick<StoreOptions, 'client' | 'bucketName'>>): BucketWorld['store'];
  /** Of the object. */
  text(key: string): Promise<string | undefined>;
};

/** Registers the hooks that fill what it returns. @param clock of the store */
export function useBucket(clock: Clock = systemClock): BucketWorld {
  const world = {} as BucketWorld;

  beforeAll(async () => {
    world.aws = await startAws();
    world.client = lazyS3(world.aws.clientConfiguration);
  });
  afterAll(() => world.aws?.stop());

  beforeEach(async () => {
    world.bucketName = `certificates-${randomUUID()}`;
    await world.client().send(new CreateBucketCommand({ Bucket: world.bucketName }));
    world.store = world.storeWith({});
  });

  world.storeWith = (changes) => {
    const { client, bucketName, aws } = world;
    return createCertificateStore({ client, bucketName, bucketOwner: aws.accountId, clock, ...changes });
  };
  world.text = async (key) => {
    const command = new GetObjectCommand({ Bucket: world.bucketName, Key: key });
    return (await world.client().send(command)).Body?.transformToString();
  };
  return world;
}
