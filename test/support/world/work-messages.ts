/** The queue of a deployed app from outside: messages that nothing of ours would send, and how many are left. */
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

/** Waiting ones and those that a function works on. */
export async function messagesIn(aws: Aws, queueName: string): Promise<number> {
  const sqs = new SQSClient(aws.clientConfiguration);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
