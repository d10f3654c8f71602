/**
 * Alerts a person by e-mail: when a function crashes again and again, and when a schedule cannot start its function. Lambda's
 * throttling is neither: it ends by itself, and raises no alarm here (docs/decisions/0026).
 * Each alarm has a heading in docs/operator-runbook.md; a test fails when it is missing.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { renewerNameOf } from './renewer-scope.ts';

const RUNBOOK = 'docs/operator-runbook.md';

/** By heading of the runbook. */
const DESCRIPTIONS = {
  crashes: 'A function of the certificate renewer crashed again and again',
  'dead-letter-queue': 'A schedule of the certificate renewer could not start its function',
};

/** Three in an hour: one crash is mended by the next delivery, and the third comes within 20 minutes of the first. */
const CRASHES = 3;

export type AlertsProps = {
  /** Address that gets the alerts. @default - none: whoever has subscribed to the topic */
  alertEmail?: string | undefined;
  /** Gets the alerts. @default - a topic of its own */
  topic?: ITopic | undefined;
  /** By the name that they have in alarms: those whose crashes nobody else would see. */
  functions: Record<string, IFunction>;
  /** The alarm is on any message in it. */
  deadLetterQueue: IQueue;
  /** Encrypts the messages of the topic; its policy lets CloudWatch use it. @default - not encrypted by a key */
  encryptionKey?: IKey | undefined;
};

export class Alerts extends Construct {
  /** The alarms publish to it, and so does notify. */
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    const { alertEmail, functions, deadLetterQueue, encryptionKey } = props;
    const topic = props.topic ?? createTopic(this, `${renewerNameOf(this)}-alerts`, encryptionKey);
    this.topic = topic;
    if (alertEmail !== undefined) topic.addSubscription(new EmailSubscription(alertEmail));
    const action = new SnsAction(topic);
    for (const [name, handler] of Object.entries(functions)) {
      // Throttled invocations are no errors to CloudWatch; time-outs and kills are.
      const metric = handler.metricErrors({ period: Duration.hours(1), statistic: 'Sum' });
      createAlarm(this, `Crashes-${name}`, metric, {
        name: `${name}-crashes`,
        heading: 'crashes',
        threshold: CRASHES,
      }).addAlarmAction(action);
    }
    const metric = deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(5),
      statistic: 'Maximum',
    });
    createAlarm(this, 'DeadLetters', metric, {
      name: 'dead-letter-queue',
      heading: 'dead-letter-queue',
      threshold: 1,
    }).addAlarmAction(action);
  }
}

type AlarmSettings = { name: string; heading: keyof typeof DESCRIPTIONS; threshold: number };

function createAlarm(scope: Construct, id: string, metric: IMetric, settings: AlarmSettings): Alarm {
  const { name, heading, threshold } = settings;
  return new Alarm(scope, id, {
    alarmName: `${renewerNameOf(scope)}-${name}`,
    alarmDescription: `${DESCRIPTIONS[heading]}. See ${RUNBOOK}#${heading}`,
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    // SQS stops reporting on a queue that was idle for hours, Lambda on a function that nobody calls.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

function createTopic(scope: Construct, topicName: string, masterKey: IKey | undefined): Topic {
  const topic = new Topic(scope, 'Topic', { topicName, enforceSSL: true, ...(masterKey && { masterKey }) });
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
