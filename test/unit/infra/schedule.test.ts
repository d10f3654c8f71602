/** The schedule and what it starts: settings that the AWS emulator ignores and AWS does not. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { synthesize } from './synthesize.ts';

describe('CheckSchedule', () => {
  it('starts plan every ten minutes to the minute, with few retries and a dead-letter queue', () => {
    synthesize().hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'Certs-check',
      ScheduleExpression: 'rate(10 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PlanFunction'), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkDeadLetters'), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 2 },
      },
    });
  });

  it('starts notify at the same pace', () => {
    synthesize().hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: 'Certs-mails',
      ScheduleExpression: 'rate(10 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NotifyFunction'), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkDeadLetters'), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 2 },
      },
    });
  });

  it('follows the configuration', () => {
    synthesize({ config: { schedule: { everyMinutes: 1 } } }).hasResourceProperties(
      'AWS::Scheduler::Schedule',
      {
        ScheduleExpression: 'rate(1 minute)',
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: 60 } },
      },
    );
  });

  it('starts probe every ten minutes, whatever the pace of the checks', () => {
    synthesize({ config: { schedule: { everyMinutes: 1_440 } } }).hasResourceProperties(
      'AWS::Scheduler::Schedule',
      {
        Name: 'Certs-probes',
        ScheduleExpression: 'rate(10 minutes)',
        State: 'ENABLED',
        Target: {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ProbeFunction'), 'Arn'] },
          RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 2 },
        },
      },
    );
  });

  it('lets only schedules of this account use its role, to start plan and to send a dead letter', () => {
    synthesize().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': Match.anyValue(),
              },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              { Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } },
              { Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } },
            ],
          },
        },
      ],
    });
  });
});

describe('PlanFunction', () => {
  it.each([
    [10, 600],
    [1, 60],
    [1_440, 21_600],
  ])(
    'lets an event of a tick of %i min live for %i s, so that no two ticks wait for Lambda',
    (everyMinutes, seconds) => {
      const template = synthesize({ config: { schedule: { everyMinutes } } });

      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: 'Certs-plan',
        Timeout: 60,
        DeadLetterConfig: Match.absent(),
      });
      template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: Match.stringLikeRegexp('^PlanFunction') },
        Qualifier: '$LATEST',
        MaximumEventAgeInSeconds: seconds,
      });
    },
  );
});
