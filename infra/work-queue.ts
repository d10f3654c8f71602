/**
 * The queue of certificates to check, one message each, and its dead-letter queue. A run acknowledges its message even
 * when it fails, so a dead letter always means a crash: there is an alarm on it.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RUNS_AT_ONCE } from '../functions/engine/config/limits.ts';
import type { HandlerFunction } from './handler-function.ts';

/** The longest run of the consumer. */
export const RUN_TIMEOUT = Duration.minutes(5);

export class WorkQueue extends Construct {
  /** Gets messages whose runs crashed, and ticks that failed. */
  readonly deadLetterQueue: Queue;
  private readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      queueName: `${stackName}-dead-letters`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      queueName: `${stackName}-work`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // A message must stay hidden for longer than its run can take.
      visibilityTimeout: RUN_TIMEOUT.plus(Duration.seconds(30)),
      // AWS advises five for a queue that a Lambda function reads: a delivery that Lambda throttles counts as well.
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: 5 },
    });
  }

  /** Lets the function send messages. */
  grantSend(grantee: HandlerFunction<'queueUrl'>): void {
    this.queue.grantSendMessages(grantee);
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
