/** Puts certificates that are due onto the SQS queue, one message each. It never receives. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { asRenewerError, printable, RenewerError } from '../engine/errors.ts';
import type { WorkQueue } from '../engine/ports/records.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { type AwsCall, callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import { formatWorkMessage } from './work-message.ts';

/** SQS takes no more messages in one call. */
const BATCH_SIZE = 10;

export type WorkQueueOptions = {
  client: Lazy<SQSClient>;
  queueUrl: string;
  /** Whose credentials make the calls. @default 'function' */
  caller?: AwsCall['caller'];
};

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  return {
    async send(certificateNames, deadline) {
      const failures: RenewerError[] = [];
      for (let start = 0; start < certificateNames.length; start += BATCH_SIZE) {
        const batch = certificateNames.slice(start, start + BATCH_SIZE);
        // A batch that fails holds up no other: its certificates stay due, and the next tick sends them.
        await sendBatch(options, batch, deadline).catch((thrown) => failures.push(asRenewerError(thrown)));
      }
      if (failures[0]) throw failures[0];
    },
  };
}

async function sendBatch(
  { client, queueUrl, caller }: WorkQueueOptions,
  certificateNames: string[],
  deadline: Deadline,
): Promise<void> {
  const command = new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: certificateNames.map((certificateName, index) => ({
      Id: String(index),
      MessageBody: formatWorkMessage(certificateName),
    })),
  });
  const call = { action: 'sqs:SendMessage', resource: `queue ${queueUrl}`, caller };
  const { Failed = [] } = await callAws(call, deadline, (options) => client().send(command, options));
  const [first] = Failed;
  if (!first) return;
  const names = Failed.map(({ Id }) => certificateNames[Number(Id)]);
  throw new RenewerError({
    code: 'aws-failed',
    disposition: first.SenderFault ? 'person' : 'next-run',
    subject: queueUrl,
    message: `The queue ${queueUrl} did not take the messages for ${names.join(', ')}: ${printable(`${first.Code}: ${first.Message}`)}.`,
    advice: 'They stay due and are sent again at the next tick.',
  });
}
