/**
 * The notify function with its schedule: it tells people by mail what needs them. It reads states, and may read no key, no
 * token and no secret.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { renewerTag } from '../functions/aws/certificate-tags.ts';
import { NOTIFY_VARIABLES } from '../functions/notify/environment.ts';
import { CheckSchedule, type CheckScheduleProps } from './check-schedule.ts';
import { grantKey } from './encryption-key.ts';
import { HandlerFunction } from './handler-function.ts';
import type { RecordsTables } from './records-tables.ts';
import { renewerNameOf } from './renewer-scope.ts';

/** Lambda's own limit. */
const LONGEST_EVENT_AGE_MINUTES = 360;

export type NotifyFunctionProps = {
  /** Tell which certificates need attention, and what was told. */
  records: RecordsTables;
} & Pick<CheckScheduleProps, 'everyMinutes' | 'deadLetterQueue' | 'encryptionKey'>;

export class NotifyFunction extends Construct {
  /** What its schedule invokes. */
  readonly handler: LambdaFunction;
  private readonly notify: HandlerFunction<keyof typeof NOTIFY_VARIABLES>;

  constructor(scope: Construct, id: string, { records, ...ticks }: NotifyFunctionProps) {
    super(scope, id);
    const notify = new HandlerFunction(this, 'Function', {
      name: 'notify',
      description: 'Tells people by mail which certificates need them',
      handler: 'notify',
      variables: NOTIFY_VARIABLES,
      timeout: Duration.minutes(1),
      memorySize: 256,
      // A tick that is late says what the next one says.
      maxEventAge: Duration.minutes(Math.min(ticks.everyMinutes, LONGEST_EVENT_AGE_MINUTES)),
    });
    records.grantTell(notify);
    const { region, account } = Stack.of(this);
    notify.setVariable('renewer', renewerTag(region, renewerNameOf(this)));
    notify.setVariable('account', account);
    this.notify = notify;
    this.handler = notify;
    new CheckSchedule(this, 'Schedule', {
      name: 'mails',
      description: 'Starts the notify function of the certificate renewer',
      handler: notify,
      ...ticks,
    });
  }

  /** @param encryptionKey Encrypts the topic. @default - none of ours: the key of a topic of yours lets it by its own policy */
  publishTo(topic: ITopic, encryptionKey: IKey | undefined): void {
    this.notify.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
    grantKey(encryptionKey, this.notify);
    this.notify.setVariable('topicArn', topic.topicArn);
  }
}
