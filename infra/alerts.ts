/**
 * The alarms of a renewer, and the topic that they tell. They see what no function can tell by itself: that it crashes, that
 * nothing starts it, that certificates come near their end all the same. Each links to its heading in
 * docs/operator-runbook.md; a test fails when that is missing. Thresholds and costs: docs/decisions/0038-metrics-and-alarms.md.
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
import { Construct, type IDependable } from 'constructs';
import { DOCS_URL } from '../functions/engine/config/docs-url.ts';
import { fleetMetric } from './fleet-metric.ts';
import { renewerNameOf } from './renewer-scope.ts';

/** Three in an hour: one crash is mended by the next delivery, and the third comes within 20 minutes of the first. */
const CRASHES = 3;

/** From then on a certificate is renewed whatever the CA advises (engine/renewal/share-of-life.ts), and that takes minutes. */
const DANGER_ZONE = 1 / 6;

/** As long as a failure that ends by itself may last until it is a ticket (engine/notify/severity.ts). */
const FAILING_HOURS = 24;

/** Three ticks. The queue forgets a message after an hour. */
const STUCK = Duration.minutes(30);

export type AlertsProps = {
  /** Address that gets the alerts. @default - none: whoever has subscribed to the topic */
  alertEmail?: string | undefined;
  /** Gets the alerts. @default - a topic of its own */
  topic?: ITopic | undefined;
  /** By the name that they have in alarms: those whose crashes nobody else would see. */
  functions: { plan: IFunction } & Record<string, IFunction>;
  /** The messages from plan to renew. */
  workQueue: IQueue;
  /** The alarm is on any message in it. */
  deadLetterQueue: IQueue;
  /** What starts plan: before it is there, nothing can stop. */
  schedule: IDependable;
  /** Time from tick to tick, in minutes. */
  everyMinutes: number;
  /** Encrypts the messages of the topic; its policy lets CloudWatch use it. @default - not encrypted by a key */
  encryptionKey?: IKey | undefined;
};

export class Alerts extends Construct {
  /** The alarms publish to it, and so does notify. */
  readonly topic: ITopic;
  private readonly action: SnsAction;

  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    const { alertEmail, encryptionKey } = props;
    const topic = props.topic ?? createTopic(this, `${renewerNameOf(this)}-alerts`, encryptionKey);
    this.topic = topic;
    if (alertEmail !== undefined) topic.addSubscription(new EmailSubscription(alertEmail));
    this.action = new SnsAction(topic);
    this.watchCertificates(props);
    this.watchChecks(props);
    for (const [name, handler] of Object.entries(props.functions)) {
      this.addAlarm(`${name.charAt(0).toUpperCase()}${name.slice(1)}Crashes`, {
        what: `The ${name} function crashed ${CRASHES} times within an hour`,
        heading: 'crashes',
        // Throttled invocations are no errors to CloudWatch; time-outs and kills are.
        metric: handler.metricErrors({ period: Duration.hours(1), statistic: 'Sum' }),
        threshold: CRASHES,
      });
    }
  }

  private watchCertificates({ everyMinutes }: AlertsProps): void {
    // With a slow schedule, most hours have no figure.
    const period = Duration.hours(Math.ceil(everyMinutes / 60));
    this.addAlarm('CertificateExpiresSoon', {
      what: 'A certificate has had less than a sixth of its life left for an hour: it was not renewed in time',
      heading: 'certificate-expires-soon',
      metric: fleetMetric(this, 'leastShareOfLifeLeft', { period, statistic: 'Maximum' }),
      threshold: DANGER_ZONE,
      operator: ComparisonOperator.LESS_THAN_THRESHOLD,
      missing: TreatMissingData.IGNORE,
    });
    this.addAlarm('RenewalFailing', {
      what: `At least one certificate has been failing for ${FAILING_HOURS} hours`,
      heading: 'renewal-failing',
      metric: fleetMetric(this, 'failing', { period, statistic: 'Minimum' }),
      threshold: 1,
      periods: Math.ceil(FAILING_HOURS / period.toHours()),
      missing: TreatMissingData.IGNORE,
    });
  }

  private watchChecks({ functions, workQueue, deadLetterQueue, schedule, everyMinutes }: AlertsProps): void {
    const silence = longestSilence(everyMinutes);
    this.addAlarm('ChecksStopped', {
      what: 'The plan function was not started: no certificate is checked, and no other alarm here can be trusted',
      heading: 'checks-stopped',
      metric: functions.plan.metricInvocations({ period: silence.period, statistic: 'Sum' }),
      threshold: 1,
      operator: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: silence.periods,
      missing: TreatMissingData.BREACHING,
      tellsEnd: true,
    }).node.addDependency(schedule);
    this.addAlarm('MessagesStuck', {
      what: `A certificate has waited for its check for ${STUCK.toMinutes()} minutes in the queue`,
      heading: 'messages-stuck',
      metric: workQueue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: STUCK.toSeconds(),
    });
    this.addAlarm('DeadLetters', {
      what: 'A schedule could not start its function',
      heading: 'dead-letters',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 1,
    });
  }

  private addAlarm(name: string, settings: AlarmSettings): Alarm {
    const { what, heading, metric, threshold } = settings;
    const renewerName = renewerNameOf(this);
    const alarm = new Alarm(this, name, {
      alarmName: `${renewerName}-${name}`,
      alarmDescription: `${what} (certificate renewer ${renewerName}). What to do: ${DOCS_URL}/operator-runbook.md#${heading}`,
      metric,
      threshold,
      comparisonOperator: settings.operator ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: settings.periods ?? 1,
      // SQS stops reporting on a queue that was idle for hours, Lambda on a function that nobody calls.
      treatMissingData: settings.missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.action);
    if (settings.tellsEnd) alarm.addOkAction(this.action);
    return alarm;
  }
}

type AlarmSettings = {
  what: string;
  /** Of the runbook. */
  heading: string;
  metric: IMetric;
  threshold: number;
  /** @default - the threshold and more */
  operator?: ComparisonOperator;
  /** All of them have to breach. @default 1 */
  periods?: number;
  /** @default - all is well */
  missing?: TreatMissingData;
  /** Its end is told too. Of others the first would come with the first deployment: all is well. @default false */
  tellsEnd?: boolean;
};

/** CloudWatch takes a day of shorter periods than an hour, and seven days of hours. */
const DAY_MINUTES = 24 * 60;

/**
 * An hour; with a slow schedule two ticks. In many short periods: CloudWatch asks for some more of them than the alarm has,
 * and counts a real one from farther back before it asks what missing ones mean. Of one period of an hour it would tell hours
 * later.
 */
function longestSilence(everyMinutes: number): { period: Duration; periods: number } {
  const minutes = 2 * Math.max(everyMinutes, 30);
  const period = Duration.minutes(minutes <= DAY_MINUTES ? 10 : 60);
  return { period, periods: Math.ceil(minutes / period.toMinutes()) };
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
