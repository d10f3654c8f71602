import { describe, expect, it } from 'vitest';
import {
  descriptorParameterName,
  parseDescriptor,
  providerExportName,
} from '../../../../functions/engine/config/descriptor.ts';

const DESCRIPTOR = {
  schema: 1,
  renewerName: 'Certs',
  region: 'eu-central-1',
  version: '0.1.0',
  definitionsTable: 'Certs-definitions',
  requestsTable: 'Certs-requests',
  statesTable: 'Certs-states',
  bucketName: 'certs-123456789012-eu-central-1',
  queueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/Certs-work',
  tokenSecretName: 'dnscale/token',
  renewFunction: 'Certs-renew',
  planFunction: 'Certs-plan',
  logGroups: {
    plan: '/aws/lambda/Certs-plan',
    renew: '/aws/lambda/Certs-renew',
    declare: '/aws/lambda/Certs-declare',
    declareIsComplete: '/aws/lambda/Certs-declare-is-complete',
  },
  topicArn: 'arn:aws:sns:eu-central-1:123456789012:Certs-alerts',
};
const NAME = '/dnscale-certs/Certs';

describe('the names that others find a renewer by', () => {
  it('follow from its name', () => {
    expect(descriptorParameterName('Certs')).toBe('/dnscale-certs/Certs');
    expect(providerExportName('Certs')).toBe('Certs-CertificateProvider');
  });
});

describe('parseDescriptor', () => {
  it('reads what the stack has written, and leaves out what a later release has added', () => {
    const value = JSON.stringify({ ...DESCRIPTOR, dashboard: 'on' });

    expect(parseDescriptor(value, NAME)).toEqual(DESCRIPTOR);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no object', '[]'],
    ['a text where a name should be', JSON.stringify({ ...DESCRIPTOR, bucketName: '' })],
    ['no log groups', JSON.stringify({ ...DESCRIPTOR, logGroups: undefined })],
  ])('fails with every fault for %s', (_, value) => {
    expect(() => parseDescriptor(value, NAME)).toThrow(
      expect.objectContaining({ code: 'config-invalid', subject: NAME }),
    );
  });

  it('fails for the schema of a later release, and says that a newer command is needed', () => {
    const value = JSON.stringify({ ...DESCRIPTOR, schema: 2 });

    expect(() => parseDescriptor(value, NAME)).toThrow(
      /is of the schema 2, and this command reads 1\. A newer release/,
    );
  });
});
