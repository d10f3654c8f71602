/**
 * A schedule that starts a function every few minutes: plan for the checks, notify for the mails, probe for what is served. The
 * product has no other clock.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { renewerNameOf } from './renewer-scope.ts';

export type CheckScheduleProps = {
  /** The schedule is named `<renewer>-<name>`. */
  name: string;
  /** Shown beside the name in the console. */
  description: string;
  /** Invoked at each tick. */
  handler: IFunction;
  /** Time from tick to tick, in minutes. */
  everyMinutes: number;
  /** Gets the event of a tick that Scheduler could not hand to Lambda. */
  deadLetterQueue: IQueue;
  /** Encrypts that queue. @default - SQS's own key */
  encryptionKey?: IKey | undefined;
};

export class CheckSchedule extends Construct {
  constructor(scope: Construct, id: string, props: CheckScheduleProps) {
    super(scope, id);
    const { name, description, handler, everyMinutes, deadLetterQueue } = props;
    const interval = Duration.minutes(everyMinutes);
    new Schedule(this, 'Schedule', {
      scheduleName: `${renewerNameOf(this)}-${name}`,
      description,
      schedule: ScheduleExpression.rate(interval),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(handler, {
        role: createRole(this, props),
        // A tick that is late by a whole interval is useless: the next one has asked the same question.
        maxEventAge: interval,
        retryAttempts: 2,
        deadLetterQueue,
      }),
    });
  }
}

/** A role of our own, because CDK's may invoke every version of the function. */
function createRole(scope: Construct, props: CheckScheduleProps): IRole {
  const { name, handler, deadLetterQueue, encryptionKey } = props;
  const stack = Stack.of(scope);
  const group = stack.formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const statements = [
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.functionArn] }),
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
  ];
  if (encryptionKey !== undefined) {
    const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
    statements.push(new PolicyStatement({ actions, resources: [encryptionKey.keyArn] }));
  }
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
    }),
    inlinePolicies: { [name]: new PolicyDocument({ statements }) },
  });
  return role.withoutPolicyUpdates();
}
