/** The AWS emulator itself: the real ministack, started as the tests and the demo start it. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureMinistack } from '../../support/setup/tools.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';

const NO_USER = { userEnvironment: {} };

beforeAll(() => ensureMinistack());

describe('startAws', () => {
  let aws: Aws;
  beforeAll(async () => {
    aws = await startAws(NO_USER);
  });
  afterAll(() => aws?.stop());

  it('knows its account', () => {
    expect(aws.accountId).toBe('000000000000');
  });

  it('serves SQS to the SDK, with queue URLs of the endpoint it gives', async () => {
    const sqs = new SQSClient(aws.clientConfiguration);

    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));

    expect(QueueUrl).toBe(`${aws.endpointUrl}/000000000000/work`);
    expect(sent.MessageId).toBeTruthy();
  });

  it('serves S3 to the SDK, whether or not bucket.localhost resolves', async () => {
    const s3 = new S3Client(aws.clientConfiguration);

    await s3.send(new CreateBucketCommand({ Bucket: 'shelf' }));
    await s3.send(new PutObjectCommand({ Bucket: 'shelf', Key: 'a', Body: 'kept' }));
    const got = await s3.send(new GetObjectCommand({ Bucket: 'shelf', Key: 'a' }));

    expect(await got.Body?.transformToString()).toBe('kept');
  });

  it('runs beside another one, each with its own state', async () => {
    const second = await startAws(NO_USER);
    const queues = await new SQSClient(second.clientConfiguration)
      .send(new ListQueuesCommand({}))
      .finally(second.stop);

    expect(second.endpointUrl).not.toBe(aws.endpointUrl);
    expect(queues.QueueUrls ?? []).toEqual([]);
  });

  it('leaves no process and no folder when it stops', async () => {
    const shortLived = await startAws(NO_USER);

    await shortLived.stop();
    await shortLived.stop();

    await expect(fetch(shortLived.endpointUrl)).rejects.toThrow('fetch failed');
    expect(existsSync(dirname(shortLived.logPath ?? ''))).toBe(false);
  });

  it("starts nothing when the user's AWS_ENDPOINT_URL names one, and leaves that running", async () => {
    const user = { AWS_ENDPOINT_URL: aws.endpointUrl, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'mine' };

    const theirs = await startAws({ userEnvironment: user });
    await theirs.stop();

    expect(theirs.logPath).toBeUndefined();
    expect(theirs.environment).toEqual({
      AWS_ENDPOINT_URL: aws.endpointUrl,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'mine',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect((await fetch(`${aws.endpointUrl}/_ministack/ready`)).status).toBe(200);
  });

  it('evaluates IAM with authorization, over TLS whose CA is in what it gives to clients', async () => {
    const user = { AWS_ENDPOINT_URL: aws.endpointUrl };
    const strict = await startAws({ userEnvironment: user, authorization: true });
    const unknownKey = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'unknown' };
    const list = (changes = {}) =>
      new SQSClient({ ...strict.clientConfiguration, ...changes }).send(new ListQueuesCommand({}));

    const [root, unknown] = await Promise.allSettled([list(), list({ credentials: unknownKey })]).finally(
      strict.stop,
    );

    expect(strict.endpointUrl).toMatch(/^https:\/\/localhost:/);
    expect(strict.environment).toHaveProperty('NODE_EXTRA_CA_CERTS');
    expect(root.status).toBe('fulfilled');
    expect(unknown).toMatchObject({ reason: { name: 'InvalidClientTokenId' } });
  });

  it("fails at once when nothing answers at the user's AWS_ENDPOINT_URL", async () => {
    const user = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };

    await expect(startAws({ userEnvironment: user })).rejects.toThrow(
      'No AWS emulator answers at http://127.0.0.1:9',
    );
  });
});
