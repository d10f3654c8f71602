/** A deployed app's queues from outside: sends messages that the product never would, and counts those that are left. */
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Aws } from './aws.ts';

export async function sendRaw(aws: Aws, stackName: string, body: string): Promise<void> {
  const sqs = new SQSClient(aws.clientConfiguration);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${stackName}-work` }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

/** Counts waiting messages and those that a function works on. */
export async function messagesIn(aws: Aws, queueName: string): Promise<number> {
  const sqs = new SQSClient(aws.clientConfiguration);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
