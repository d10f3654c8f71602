/** A deployed app's queues from outside: sends messages that the product never would, and counts those that are left. */
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Aws } from './aws.ts';
import { findQueueUrl, type QueueKind } from './stack-queues.ts';

export async function sendRaw(aws: Aws, stackName: string, body: string): Promise<void> {
  const sqs = new SQSClient(aws.clientConfiguration);
  const QueueUrl = await findQueueUrl(aws.clientConfiguration, stackName, 'work');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

/** Counts waiting messages and those that a function works on. */
export async function messagesIn(aws: Aws, stackName: string, kind: QueueKind): Promise<number> {
  const sqs = new SQSClient(aws.clientConfiguration);
  const QueueUrl = await findQueueUrl(aws.clientConfiguration, stackName, kind);
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
