/** Events on the default bus of the AWS emulator, which stands in for EventBridge, as a rule of docs/events.md takes them. */
import { randomUUID } from 'node:crypto';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lazyEventBridge } from '../../../functions/aws/event-bridge-client.ts';
import { createEventBus } from '../../../functions/aws/event-bus.ts';
import { lazySqs } from '../../../functions/aws/sqs-client.ts';
import { aNotice, aRenewerPlace, NOW, noDeadline } from '../../support/builders.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';

let aws: Aws;

beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws?.stop());

/** A queue with what matches the pattern. */
async function subscribe(pattern: object): Promise<string> {
  const name = `events-${randomUUID()}`;
  const { QueueUrl = '' } = await lazySqs(aws.clientConfiguration)().send(
    new CreateQueueCommand({ QueueName: name }),
  );
  const events = lazyEventBridge(aws.clientConfiguration)();
  await events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  const Arn = `arn:aws:sqs:eu-central-1:000000000000:${name}`;
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'queue', Arn }] }));
  return QueueUrl;
}

async function received(queueUrl: string) {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 5,
  });
  const { Messages = [] } = await lazySqs(aws.clientConfiguration)().send(command);
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
}

describe('announce', () => {
  it('reaches a rule for what needs a person, and no info', async () => {
    const queueUrl = await subscribe({
      source: ['dnscale-certs'],
      detail: { severity: ['page', 'ticket'] },
    });
    const bus = createEventBus({
      client: lazyEventBridge(aws.clientConfiguration),
      place: aRenewerPlace(),
      clock: { now: () => NOW },
    });

    await bus.announce(aNotice({ kind: 'renewed', severity: 'info' }), noDeadline());
    await bus.announce(aNotice(), noDeadline());

    expect(await received(queueUrl)).toEqual([
      expect.objectContaining({
        source: 'dnscale-certs',
        'detail-type': 'Certificate Action Required',
        resources: ['arn:aws:acm:eu-central-1:111122223333:certificate/1'],
        detail: expect.objectContaining({ schema: 1, severity: 'ticket', certificateName: 'example.com' }),
      }),
    ]);
  });
});
