/** Functions, queue and schedule: settings that the AWS emulator ignores and AWS does not. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DECLARE_VARIABLES } from '../../../functions/declare/environment.ts';
import type { HandlerFunction } from '../../../infra/handler-function.ts';
import { synthesize } from './synthesize.ts';

const OWN_FUNCTIONS = ['Certs-plan', 'Certs-renew', 'Certs-declare', 'Certs-declare-is-complete'];

describe('HandlerFunction', () => {
  it.each(OWN_FUNCTIONS)(
    'runs %s on Node 24 and arm64, with a log group that ends with the stack',
    (name) => {
      const template = synthesize();

      template.hasResourceProperties('AWS::Lambda::Function', {
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogGroup: Match.anyValue() },
        ReservedConcurrentExecutions: Match.absent(),
      });
      template.hasResource('AWS::Logs::LogGroup', {
        Properties: { LogGroupName: `/aws/lambda/${name}`, RetentionInDays: 90 },
        DeletionPolicy: 'Delete',
      });
    },
  );

  it('gives no two of our functions one role', () => {
    const functions = Object.values(synthesize().findResources('AWS::Lambda::Function'));
    const roles = functions
      .filter(({ Properties }) => OWN_FUNCTIONS.includes(Properties.FunctionName))
      .map(({ Properties }) => JSON.stringify(Properties.Role));

    expect(new Set(roles).size).toBe(4);
  });

  it('uses no managed policy', () => {
    synthesize().allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  it('is told by environment variable what it was granted', () => {
    const template = synthesize();
    const table = (kind: string) => ({ Ref: Match.stringLikeRegexp(`^Records${kind}`) });
    const queue = { Ref: Match.stringLikeRegexp('^WorkQueue') };

    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-plan',
      Environment: {
        Variables: {
          REQUESTS_TABLE_NAME: table('Requests'),
          STATES_TABLE_NAME: table('States'),
          WORK_QUEUE_URL: queue,
          TOKEN_SECRET_NAME: 'dnscale/token',
        },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-declare',
      Environment: {
        Variables: { DEFINITIONS_TABLE_NAME: table('Definitions'), STATES_TABLE_NAME: Match.absent() },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-declare-is-complete',
      Environment: Match.absent(),
    });
  });

  it('is granted nothing that it has no variable for', () => {
    // The compiler checks this (npm run typecheck); here it only runs.
    type Declare = HandlerFunction<keyof typeof DECLARE_VARIABLES>;

    expectTypeOf<Declare>().toExtend<HandlerFunction<'definitionsTableName'>>();
    expectTypeOf<Declare>().not.toExtend<HandlerFunction<'statesTableName'>>();
    expectTypeOf<HandlerFunction<never>>().not.toExtend<HandlerFunction<'definitionsTableName'>>();
  });
});

describe('WorkQueue', () => {
  it('hides a message for longer than a run can take', () => {
    const template = synthesize();

    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'Certs-renew', Timeout: 300 });
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'Certs-work', VisibilityTimeout: 330 });
  });

  it('gives one message to a run and five runs at a time', () => {
    synthesize().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  it('keeps a message for an hour, and moves none away: not for crashes, nor for deliveries that Lambda throttled', () => {
    const template = synthesize();

    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'Certs-work',
      MessageRetentionPeriod: 3_600,
      RedrivePolicy: Match.absent(),
      FifoQueue: Match.absent(),
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'Certs-dead-letters',
      MessageRetentionPeriod: 1_209_600,
    });
  });

  it('encrypts both queues and refuses requests without TLS', () => {
    const template = synthesize();

    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.resourcePropertiesCountIs(
      'AWS::SQS::QueuePolicy',
      {
        PolicyDocument: {
          Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
        },
      },
      2,
    );
  });
});

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

  it('follows the configuration', () => {
    synthesize({ config: { schedule: { everyMinutes: 1 } } }).hasResourceProperties(
      'AWS::Scheduler::Schedule',
      {
        ScheduleExpression: 'rate(1 minute)',
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: 60 } },
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

describe('RenewFunction', () => {
  it('gets the settings of the stack, and none that is per certificate', () => {
    const config = {
      acmeContact: 'acme@example.com',
      dnscale: {
        apiUrl: 'https://api-sandbox.dnscale.eu/v1',
        propagationTimeoutSeconds: 60,
        delegationZones: ['acme.test', 'acme.example.net'],
      },
      dns: { resolvers: ['192.0.2.1:53', '192.0.2.2:53'], validatingResolvers: ['192.0.2.3:53'] },
    };

    synthesize({ config }).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-renew',
      Environment: {
        Variables: {
          STACK_NAME: 'Certs',
          EARLIER_TABLE_NAME: 'Certs-records',
          CERTIFICATE_BUCKET_NAME: Match.anyValue(),
          TOKEN_SECRET_NAME: 'dnscale/token',
          ACME_CONTACT: 'acme@example.com',
          DNSCALE_API_URL: 'https://api-sandbox.dnscale.eu/v1',
          DNSCALE_HTTP_TIMEOUT_SECONDS: '30',
          DNSCALE_TTL_SECONDS: '120',
          DNSCALE_PROPAGATION_TIMEOUT_SECONDS: '60',
          DNSCALE_DELEGATION_ZONES: 'acme.test,acme.example.net',
          DNS_RESOLVERS: '192.0.2.1:53,192.0.2.2:53',
          DNS_VALIDATING_RESOLVERS: '192.0.2.3:53',
          NAME_SERVER_PORT: '53',
        },
      },
    });
  });

  it('leaves out what was not given', () => {
    synthesize().hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-renew',
      Environment: {
        Variables: {
          ACME_CONTACT: Match.absent(),
          DNS_RESOLVERS: Match.absent(),
          DNSCALE_DELEGATION_ZONES: Match.absent(),
        },
      },
    });
  });

  it('gets public validating resolvers where none were given', () => {
    synthesize().hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-renew',
      Environment: { Variables: { DNS_VALIDATING_RESOLVERS: '1.1.1.1:53,8.8.8.8:53' } },
    });
  });
});
