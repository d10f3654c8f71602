/** Functions and queue: settings that the AWS emulator ignores and AWS does not. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DECLARE_VARIABLES } from '../../../functions/declare/environment.ts';
import type { HandlerFunction } from '../../../infra/handler-function.ts';
import { synthesize } from './synthesize.ts';

const OWN_FUNCTIONS = [
  'Certs-plan',
  'Certs-renew',
  'Certs-probe',
  'Certs-declare',
  'Certs-declare-is-complete',
];

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

    expect(new Set(roles).size).toBe(5);
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
          RENEWER_NAME: 'Certs',
          TICK_MINUTES: '10',
        },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-declare',
      Environment: {
        Variables: {
          DEFINITIONS_TABLE_NAME: table('Definitions'),
          REQUESTS_TABLE_NAME: table('Requests'),
          STATES_TABLE_NAME: table('States'),
          TOKEN_SECRET_NAME: 'dnscale/token',
          WORK_QUEUE_URL: queue,
        },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-declare-is-complete',
      Environment: {
        Variables: {
          DEFINITIONS_TABLE_NAME: table('Definitions'),
          STATES_TABLE_NAME: table('States'),
          CERTIFICATE_BUCKET_NAME: Match.anyValue(),
          WORK_QUEUE_URL: queue,
        },
      },
    });
  });

  it('is granted nothing that it has no variable for', () => {
    // The compiler checks this (npm run typecheck); here it only runs.
    type Declare = HandlerFunction<keyof typeof DECLARE_VARIABLES>;

    expectTypeOf<Declare>().toExtend<HandlerFunction<'definitionsTableName'>>();
    expectTypeOf<Declare>().not.toExtend<HandlerFunction<'bucketName'>>();
    expectTypeOf<HandlerFunction<never>>().not.toExtend<HandlerFunction<'definitionsTableName'>>();
  });
});

describe('WorkQueue', () => {
  it('hides a message for longer than a run can take', () => {
    const template = synthesize();

    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'Certs-renew', Timeout: 300 });
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 330 });
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
      MessageRetentionPeriod: 3_600,
      RedrivePolicy: Match.absent(),
      FifoQueue: Match.absent(),
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
    });
  });

  it('has CloudFormation name both queues: SQS blocks the name of a deleted one for a minute', () => {
    synthesize().allResourcesProperties('AWS::SQS::Queue', { QueueName: Match.absent() });
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
