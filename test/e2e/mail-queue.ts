/** A queue that is subscribed to the deployed topic of the alerts, in place of a person's mailbox. */

import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { vi } from 'vitest';
import type { Aws } from '../support/world/aws.ts';
import { askAsRoot } from '../support/world/aws-root.ts';

export type ReceivedMail = { subject: string; text: string };

export type MailQueue = {
  /** Waits until so many have come since the last call. */
  receive(count: number): Promise<ReceivedMail[]>;
};

const NAME = 'mailbox';
const SOON = { timeout: 60_000, interval: 200 };

export async function subscribeQueue(aws: Aws, stackName: string): Promise<MailQueue> {
  const { clientConfiguration, region, accountId } = aws;
  const sqs = new SQSClient(clientConfiguration);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: NAME }));
  const TopicArn = `arn:aws:sns:${region}:${accountId}:${stackName}-alerts`;
  const Endpoint = `arn:aws:sqs:${region}:${accountId}:${NAME}`;
  await new SNSClient(clientConfiguration).send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }),
  );
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
  return {
    async receive(count) {
      const mails: ReceivedMail[] = [];
      await vi.waitUntil(async () => {
        const { Messages = [] } = await sqs.send(command);
        for (const { Body = '' } of Messages) {
          const { Subject, Message } = JSON.parse(Body);
          mails.push({ subject: Subject, text: Message });
        }
        return mails.length >= count;
      }, SOON);
      return mails;
    },
  };
}

/** As CloudWatch does when the alarm's figures say so. No emulator evaluates them: test/support/world/models/metric-alarm.ts does. */
export async function setAlarm(
  { clientConfiguration }: Aws,
  AlarmName: string,
  StateValue: 'INSUFFICIENT_DATA' | 'ALARM' | 'OK',
): Promise<void> {
  const parameters = { AlarmName, StateValue, StateReason: 'set by the test' };
  const answer = await askAsRoot(clientConfiguration, {
    service: 'monitoring',
    action: 'SetAlarmState',
    parameters,
  });
  if (!answer.includes('<SetAlarmStateResponse')) throw new Error(answer);
}
