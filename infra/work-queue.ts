/**
 * The queue of certificates to check, one message each, and the dead-letter queue of the schedule. A run acknowledges its
 * message even when it fails; a message whose run crashed, or that Lambda throttled, comes again until it is an hour old
 * (docs/decisions/0026); after a tick its run leaves at once, since there is a new message (0051). CloudFormation names both: SQS blocks the name of a deleted queue for a minute, and a deployment
 * that failed may be tried again within it.
 */
import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RUNS_AT_ONCE } from '../functions/engine/config/limits.ts';
import { acknowledge } from './acknowledge.ts';
import { grantKey } from './encryption-key.ts';
import type { HandlerFunction } from './handler-function.ts';

/** The longest run of the consumer. */
export const RUN_TIMEOUT = Duration.minutes(5);

export class WorkQueue extends Construct {
  /** Gets ticks that Scheduler could not hand to Lambda. Crashes and throttled messages never come here. */
  readonly deadLetterQueue: Queue;
  /** Gets the certificates to check. */
  readonly queue: Queue;
  private readonly encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, encryptionKey?: IKey) {
    super(scope, id);
    this.encryptionKey = encryptionKey;
    const encryption =
      encryptionKey === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey };
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      ...encryption,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...encryption,
      enforceSSL: true,
      // A message must stay hidden for longer than its run can take. AWS advises six times as much, which would stall a
      // deployment for half an hour after a run that was killed.
      visibilityTimeout: RUN_TIMEOUT.plus(Duration.seconds(30)),
      // Every tick sends a new one for a certificate that is still due.
      retentionPeriod: Duration.hours(1),
    });
    acknowledge(this, {
      id: 'AwsSolutions-SQS3',
      reason:
        'The tables know what is due, and crashes have alarms: a dead-letter queue of the work queue would only fill with messages that Lambda throttled. The other queue is one, of the schedule.',
    });
  }

  get queueUrl(): string {
    return this.queue.queueUrl;
  }

  /** Lets the function send messages. */
  grantSend(grantee: HandlerFunction<'queueUrl'>): void {
    this.queue.grantSendMessages(grantee);
    grantKey(this.encryptionKey, grantee);
    grantee.setVariable('queueUrl', this.queue.queueUrl);
  }

  /**
   * Gives the function one message at a time, a few at once. The limit is the event source's: reserved
   * concurrency cannot be deployed to accounts that have only ten.
   */
  deliverTo(consumer: IFunction): void {
    consumer.addEventSource(new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: RUNS_AT_ONCE }));
  }
}
