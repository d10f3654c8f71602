/**
 * The alarm that tells when nothing starts the checks any more: as the template has it, and how soon it told in the story. No
 * function can tell of this, since the same schedule that starts plan may be what is gone.
 */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DependencyGroup } from 'constructs';
import { Alerts } from '../../../infra/alerts.ts';
import { setRenewerScope } from '../../../infra/renewer-scope.ts';
import type { AlarmMessage, AlarmProperties } from '../../../test/support/world/models/metric-alarm.ts';
import type { Story } from './story.ts';
import type { Verdict } from './verdict.ts';

const MINUTE_MS = 60_000;
/** From the first tick that did not come. */
const LONGEST_MS = 60 * MINUTE_MS;
/** The next tick, and CloudWatch's next minute. */
const LONGEST_END_MS = 11 * MINUTE_MS;

export function checksStoppedAlarm(): AlarmProperties {
  const stack = new Stack(new App(), 'Certs');
  setRenewerScope(stack, {
    renewerName: 'Certs',
    handlersFolder: '',
    logRetention: RetentionDays.ONE_MONTH,
  });
  new Alerts(stack, 'Alerts', {
    functions: { plan: LambdaFunction.fromFunctionName(stack, 'Plan', 'Certs-plan') },
    workQueue: new Queue(stack, 'Work'),
    deadLetterQueue: new Queue(stack, 'DeadLetters'),
    schedule: new DependencyGroup(),
    everyMinutes: 10,
  });
  const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  const found = alarms.find(({ Properties }) => Properties.AlarmName === 'Certs-ChecksStopped');
  return found?.Properties as AlarmProperties;
}

export function judgeAlarm({ troubles }: Story, messages: readonly AlarmMessage[]): Verdict {
  const stops = troubles.all.filter(({ party }) => party === 'schedule');
  const [stop] = stops;
  const [told, end] = messages;
  const toldMs = (told?.at.getTime() ?? Number.POSITIVE_INFINITY) - (stop?.startsAt.getTime() ?? 0);
  const endMs = (end?.at.getTime() ?? Number.POSITIVE_INFINITY) - (stop?.endsAt.getTime() ?? 0);
  const isInTime = toldMs > 0 && toldMs <= LONGEST_MS && endMs >= 0 && endMs <= LONGEST_END_MS;
  return {
    figure: 'told by the alarm: the schedules are disabled for 6 h',
    found: `${messages.map(({ state }) => state).join(', ')}; after ${toldMs / MINUTE_MS} min, its end after ${endMs / MINUTE_MS} min`,
    aim: 'ALARM, OK; ≤ 60 min after the first tick that did not come, ≤ 11 min after its end',
    isMet:
      stops.length === 1 &&
      messages.length === 2 &&
      told?.state === 'ALARM' &&
      end?.state === 'OK' &&
      isInTime,
  };
}
