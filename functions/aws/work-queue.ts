/** Puts certificates that are due onto the SQS queue, one message each, and the trial of the token. It never receives. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { asRenewerError, printable, RenewerError } from '../engine/errors.ts';
import type { WorkQueue } from '../engine/ports/records.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { TokenTrialQueue } from '../engine/ports/token-trials.ts';
import { callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';
import { formatTokenMessage, formatWorkMessage } from './work-message.ts';

/** SQS takes no more messages in one call. */
const BATCH_SIZE = 10;

/** SQS holds no message back for longer. */
const LONGEST_DELAY_SECONDS = 900;

export type WorkQueueOptions = {
  client: Lazy<SQSClient>;
  queueUrl: string;
  /** Whose credentials make the calls. @default - the function's role */
  caller?: Person | undefined;
};

export function createWorkQueue(options: WorkQueueOptions): WorkQueue & TokenTrialQueue {
  return {
    async send(certificateNames, deadline, pauseMs = 0) {
      const failures: RenewerError[] = [];
      for (let start = 0; start < certificateNames.length; start += BATCH_SIZE) {
        const batch = certificateNames.slice(start, start + BATCH_SIZE);
        const messages = batch.map((about, index) => ({
          about,
          body: formatWorkMessage(about),
          delayMs: (start + index) * pauseMs,
        }));
        // A batch that fails holds up no other: its certificates stay due, and the next tick sends them.
        await sendBatch(options, messages, deadline).catch((thrown) => failures.push(asRenewerError(thrown)));
      }
      if (failures[0]) throw failures[0];
    },
    sendTokenTrial: (deadline) =>
      sendBatch(options, [{ about: 'the trial of the token', body: formatTokenMessage() }], deadline),
  };
}

type Message = { about: string; body: string; delayMs?: number };

async function sendBatch(
  { client, queueUrl, caller }: WorkQueueOptions,
  messages: Message[],
  deadline: Deadline,
): Promise<void> {
  const command = new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: messages.map(({ body, delayMs = 0 }, index) => ({
      Id: String(index),
      MessageBody: body,
      ...(delayMs > 0 && { DelaySeconds: Math.min(Math.floor(delayMs / 1_000), LONGEST_DELAY_SECONDS) }),
    })),
  });
  const call = { action: 'sqs:SendMessage', resource: `queue ${queueUrl}`, caller };
  const { Failed = [] } = await callAws(call, deadline, (options) => client().send(command, options));
  const [first] = Failed;
  if (!first) return;
  const names = Failed.map(({ Id }) => messages[Number(Id)]?.about);
  throw new RenewerError({
    code: 'aws-failed',
    disposition: first.SenderFault ? 'person' : 'next-run',
    subject: queueUrl,
    message: `The queue ${queueUrl} did not take the messages for ${names.join(', ')}: ${printable(`${first.Code}: ${first.Message}`)}.`,
    advice: 'They stay due and are sent again at the next tick.',
  });
}
