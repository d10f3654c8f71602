/** The schedule: starts the plan function every few minutes. It is the only clock of the product. */
import { Duration, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export type CheckScheduleProps = {
  /** Invoked at each tick. */
  plan: IFunction;
  /** Time from tick to tick, in minutes. */
  everyMinutes: number;
  /** Gets the event of a tick that Scheduler could not hand to Lambda. */
  deadLetterQueue: IQueue;
};

export class CheckSchedule extends Construct {
  constructor(scope: Construct, id: string, { plan, everyMinutes, deadLetterQueue }: CheckScheduleProps) {
    super(scope, id);
    const interval = Duration.minutes(everyMinutes);
    new Schedule(this, 'Schedule', {
      scheduleName: `${Stack.of(this).stackName}-check`,
      description: 'Starts the plan function of the certificate renewer',
      schedule: ScheduleExpression.rate(interval),
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(plan, {
        role: createRole(this, plan, deadLetterQueue),
        // A tick that is late by a whole interval is useless: the next one has asked the same question.
        maxEventAge: interval,
        retryAttempts: 2,
        deadLetterQueue,
      }),
    });
  }
}

/** A role of our own, because CDK's may invoke every version of the function. */
function createRole(scope: Construct, plan: IFunction, deadLetterQueue: IQueue): IRole {
  const stack = Stack.of(scope);
  const group = stack.formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: 'default',
  });
  const statements = [
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [plan.functionArn] }),
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
  ];
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
    }),
    inlinePolicies: { check: new PolicyDocument({ statements }) },
  });
  return role.withoutPolicyUpdates();
}
