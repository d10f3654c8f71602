/** A queue that is subscribed to the deployed topic of the alerts, in place of a person's mailbox. */

import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';
import type { Aws } from '../support/world/aws.ts';
import { askAsRoot } from '../support/world/aws-root.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';

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

/** What `alert test` sends and says, where the mailbox is subscribed and nobody has followed the link in the operator's mail. */
export async function expectTestMails(aws: Aws, mailbox: MailQueue): Promise<void> {
  const { exitCode, stdout } = await runDnscaleCerts(['alert', 'test'], aws.environment);

  expect((await mailbox.receive(3)).map(({ subject }) => subject).sort()).toEqual([
    '[dnscale-certs] TEST (info) renews again; 90 days left',
    '[dnscale-certs] TEST (page) cannot renew; 2 days left',
    '[dnscale-certs] TEST (ticket) will not renew when due; 60 days left',
  ]);
  expect(stdout).toMatch(/:mailbox \(sqs\)\s+gets them\.\n/);
  expect(stdout).toContain('✗ operator@example.com (email) gets none');
  expect(exitCode).toBe(1);
}

/** Sets an alarm off and lets it end: both are mails. @param heading of the runbook. */
export async function expectTold(
  alarm: string,
  { heading, aws, mailbox }: { heading: string; aws: Aws; mailbox: MailQueue },
): Promise<void> {
  await setAlarm(aws, alarm, 'INSUFFICIENT_DATA');
  for (const state of ['ALARM', 'OK'] as const) {
    await setAlarm(aws, alarm, state);
    const [mail] = await mailbox.receive(1);
    expect(mail?.subject).toBe(`${state}: "${alarm}" in ${aws.region}`);
    expect(mail?.text).toContain(`operator-runbook.md#${heading}`);
  }
}

/** As CloudWatch does when the alarm's figures say so. No emulator evaluates them: test/support/world/models/metric-alarm.ts does. */
async function setAlarm(
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
