/** The alarms as the template has them, and where they lead: the runbook. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const TO_TOPIC = [{ Ref: Match.stringLikeRegexp('^AlertsTopic') }];

type Alarm = { AlarmName: string; AlarmDescription: string };

const alarms = () =>
  Object.values(synthesize().findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties as Alarm,
  );

describe('Alerts', () => {
  it('has these alarms, all named alike', () => {
    expect(
      alarms()
        .map(({ AlarmName }) => AlarmName)
        .sort(),
    ).toEqual([
      'Certs-CertificateExpiresSoon',
      'Certs-ChecksStopped',
      'Certs-DeadLetters',
      'Certs-MessagesStuck',
      'Certs-NotifyCrashes',
      'Certs-PlanCrashes',
      'Certs-ProbeCrashes',
      'Certs-RenewCrashes',
      'Certs-RenewalFailing',
    ]);
  });

  it('says when a certificate has had less than a sixth of its life for an hour, and keeps what it said while nothing is measured', () => {
    synthesize().hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Certs-CertificateExpiresSoon',
      Namespace: 'dnscale-certs',
      MetricName: 'LeastShareOfLifeLeft',
      Dimensions: [{ Name: 'service', Value: 'Certs' }],
      Statistic: 'Maximum',
      Period: 3600,
      EvaluationPeriods: 1,
      Threshold: 0.16666666666666666,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'ignore',
      AlarmActions: TO_TOPIC,
    });
  });

  it('says when at least one certificate has been failing at every tick of a day', () => {
    synthesize().hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Certs-RenewalFailing',
      Namespace: 'dnscale-certs',
      MetricName: 'Failing',
      Dimensions: [{ Name: 'service', Value: 'Certs' }],
      Statistic: 'Minimum',
      Period: 3600,
      EvaluationPeriods: 24,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
      AlarmActions: TO_TOPIC,
    });
  });

  it('says when nothing has started plan for an hour: the schedule is disabled, gone, or may not start it', () => {
    const template = synthesize();
    const [schedule] = Object.keys(template.findResources('AWS::Scheduler::Schedule'));

    template.hasResource('AWS::CloudWatch::Alarm', {
      Properties: {
        AlarmName: 'Certs-ChecksStopped',
        Namespace: 'AWS/Lambda',
        MetricName: 'Invocations',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^PlanFunction') } }],
        Statistic: 'Sum',
        // Not one of an hour: that would tell after three (test/unit/support/world/models/metric-alarm.test.ts).
        Period: 600,
        EvaluationPeriods: 6,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
        AlarmActions: TO_TOPIC,
        OKActions: TO_TOPIC,
      },
      DependsOn: Match.arrayWith([schedule]),
    });
  });

  it.each([
    [60, { ChecksStopped: [600, 12], CertificateExpiresSoon: [3600, 1], RenewalFailing: [3600, 24] }],
    [360, { ChecksStopped: [600, 72], CertificateExpiresSoon: [21_600, 1], RenewalFailing: [21_600, 4] }],
    [1440, { ChecksStopped: [3600, 48], CertificateExpiresSoon: [86_400, 1], RenewalFailing: [86_400, 1] }],
  ])(
    'has the time that a tick every %d minutes takes, within what CloudWatch looks back: seven days, or a day in periods of less than an hour',
    (everyMinutes, expected) => {
      const template = synthesize({ config: { schedule: { everyMinutes } } });

      for (const [name, [Period = 0, EvaluationPeriods = 0]] of Object.entries(expected)) {
        template.hasResourceProperties('AWS::CloudWatch::Alarm', {
          AlarmName: `Certs-${name}`,
          Period,
          EvaluationPeriods,
        });
        expect(Period * EvaluationPeriods).toBeLessThanOrEqual(Period < 3600 ? 86_400 : 604_800);
      }
    },
  );

  it('says when a message waits for half an hour, while the queue still has it', () => {
    const template = synthesize();

    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Certs-MessagesStuck',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [
        {
          Name: 'QueueName',
          Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkQueue'), 'QueueName'] },
        },
      ],
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1800,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: TO_TOPIC,
    });
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 3600 });
  });

  it.each([
    ['Plan', '^PlanFunction'],
    ['Renew', '^RenewFunction'],
    ['Notify', '^NotifyFunction'],
  ])('says when %s has crashed three times within an hour, and not when Lambda throttles it', (name, id) => {
    synthesize().hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `Certs-${name}Crashes`,
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp(id) } }],
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 1,
      Threshold: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: TO_TOPIC,
    });
  });

  it('says when a tick lies in the dead-letter queue, and mails', () => {
    const template = synthesize();

    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Certs-DeadLetters',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: TO_TOPIC,
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });

  it('lets CloudWatch of this account publish, by TLS only', () => {
    synthesize().hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  it('links each alarm to its heading in the runbook, by a URL that a mail can open', () => {
    const runbook = readFileSync(join(import.meta.dirname, '../../../docs/operator-runbook.md'), 'utf8');
    const parts = new Map(
      runbook
        .split(/^## /m)
        .slice(1)
        .map((part) => [(part.split('\n')[0] ?? '').toLowerCase().replaceAll(' ', '-'), part]),
    );

    for (const { AlarmName, AlarmDescription } of alarms()) {
      const link = /https:\/\/\S+$/.exec(AlarmDescription)?.[0] ?? '';
      expect(link).toMatch(/^https:\/\/[a-z0-9./-]+\/docs\/operator-runbook\.md#[a-z-]+$/);
      const part = parts.get(new URL(link).hash.slice(1)) ?? '';
      expect(part).toContain(`<renewer>-${AlarmName.replace('Certs-', '')}`);
      expect(part).toMatch(/\*\*Description\.\*\*[\s\S]+\*\*Investigation\.\*\*[\s\S]+\*\*Resolution\.\*\*/);
    }
  });
});
