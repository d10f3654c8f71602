/**
 * Alerts a person by e-mail. There is one alarm so far: on a dead letter, which always means that a function crashed.
 * Each alarm has a heading in docs/operator-runbook.md; a test fails when it is missing.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

const RUNBOOK = 'docs/operator-runbook.md';

export type AlertsProps = {
  /** Address that gets the alerts. */
  alertEmail: string;
  /** The alarm is on any message in it. */
  deadLetterQueue: IQueue;
};

export class Alerts extends Construct {
  constructor(scope: Construct, id: string, { alertEmail, deadLetterQueue }: AlertsProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const topic = createTopic(this, `${stackName}-alerts`);
    topic.addSubscription(new EmailSubscription(alertEmail));
    const alarm = new Alarm(this, 'DeadLetters', {
      alarmName: `${stackName}-dead-letter-queue`,
      alarmDescription: `A function of the certificate renewer crashed again and again. See ${RUNBOOK}#dead-letter-queue`,
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // SQS stops reporting on a queue that was idle for hours.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}

function createTopic(scope: Construct, topicName: string): Topic {
  const topic = new Topic(scope, 'Topic', { topicName, enforceSSL: true });
  // The topic policy (needed for TLS) replaces SNS's default one, which would let the alarm publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return topic;
}
