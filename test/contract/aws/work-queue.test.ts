/** Sending to a real queue of the AWS emulator, which stands in for SQS. */
import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lazySqs } from '../../../functions/aws/sqs-client.ts';
import { parseWorkMessage } from '../../../functions/aws/work-message.ts';
import { createWorkQueue } from '../../../functions/aws/work-queue.ts';
import { noDeadline } from '../../support/builders.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';

const NEVER = noDeadline();

let aws: Aws;
let client: ReturnType<typeof lazySqs>;

beforeAll(async () => {
  aws = await startAws();
  client = lazySqs(aws.clientConfiguration);
});
afterAll(() => aws?.stop());

async function newQueue(): Promise<string> {
  const { QueueUrl } = await client().send(new CreateQueueCommand({ QueueName: `work-${randomUUID()}` }));
  return QueueUrl ?? '';
}

describe('send', () => {
  it('puts one message for each certificate, however many there are', async () => {
    const queueUrl = await newQueue();
    const names = Array.from({ length: 23 }, (_, index) => `name-${index}.example`);

    await createWorkQueue({ client, queueUrl }).send(names, NEVER);

    const { Attributes } = await client().send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    expect(Attributes?.ApproximateNumberOfMessages).toBe('23');
  });

  it('holds back what comes one by one', async () => {
    const queueUrl = await newQueue();
    const names = Array.from({ length: 12 }, (_, index) => `name-${index}.example`);
    const sentAtMs = Date.now();
    const seenAfterMs = new Map<string, number>();
    const receive = async () => {
      const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await client().send(command);
      const afterMs = Date.now() - sentAtMs;
      for (const { Body = '' } of Messages) seenAfterMs.set(JSON.stringify(parseWorkMessage(Body)), afterMs);
      return seenAfterMs.size;
    };

    await createWorkQueue({ client, queueUrl }).send(names, NEVER, 250);
    await expect.poll(receive, { timeout: 20_000 }).toBe(12);

    // Four in each second, and SQS knows whole seconds. A busy machine may see them later, and never sooner.
    const seconds = names.map((certificateName) => {
      return (seenAfterMs.get(JSON.stringify({ certificateName })) ?? Number.NaN) / 1_000;
    });
    expect(Math.min(...seconds.slice(4))).toBeGreaterThanOrEqual(1);
    expect(Math.min(...seconds.slice(8))).toBeGreaterThanOrEqual(2);
  });

  it('holds nothing back for longer than SQS allows', async () => {
    const queueUrl = await newQueue();
    const sent = createWorkQueue({ client, queueUrl }).send(['a.example', 'b.example'], NEVER, 86_400_000);

    await expect(sent).resolves.toBeUndefined();
  });

  it('puts messages that its reader understands', async () => {
    const queueUrl = await newQueue();

    await createWorkQueue({ client, queueUrl }).send(['*.example.com'], NEVER);

    const { Messages = [] } = await client().send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
    expect(Messages.map(({ Body = '' }) => parseWorkMessage(Body))).toEqual([
      { certificateName: '*.example.com' },
    ]);

    await createWorkQueue({ client, queueUrl }).sendTokenTrial(NEVER);

    const { Messages: next = [] } = await client().send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
    expect(next.map(({ Body = '' }) => parseWorkMessage(Body))).toEqual([{ task: 'try-token' }]);
  });

  it('sends nothing for an empty list', async () => {
    await expect(
      createWorkQueue({ client, queueUrl: `${aws.endpointUrl}/no-such-queue` }).send([], NEVER),
    ).resolves.toBeUndefined();
  });

  it('fails, naming the queue, when there is no such queue', async () => {
    const queueUrl = `${aws.endpointUrl}/${aws.accountId}/no-such-queue`;

    await expect(createWorkQueue({ client, queueUrl }).send(['example.com'], NEVER)).rejects.toMatchObject({
      code: 'aws-failed',
      disposition: 'person',
      message: expect.stringContaining('no-such-queue'),
    });
  });
});
