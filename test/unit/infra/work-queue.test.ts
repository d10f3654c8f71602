/** The work queue: settings that the AWS emulator ignores and AWS does not. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { synthesize } from './synthesize.ts';

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
