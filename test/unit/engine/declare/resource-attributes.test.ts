import { describe, expect, it } from 'vitest';
import { resourceAttributes } from '../../../../functions/engine/declare/resource-attributes.ts';

const FILES = {
  bucketName: 'certs-111122223333-eu-central-1',
  livePrefix: 'live/shop/',
  notAfter: new Date('2027-01-30T00:00:00Z'),
};
const EU = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const US = 'arn:aws:acm:us-east-1:111122223333:certificate/2';

describe('resourceAttributes', () => {
  it("names the ARN of each region, and that of the stack's region", () => {
    const installed = { 'us-east-1': US, 'eu-central-1': EU };

    expect(resourceAttributes({ ...FILES, installed, stackRegion: 'eu-central-1' })).toEqual({
      Arn: EU,
      ArnUsEast1: US,
      ArnEuCentral1: EU,
      BucketName: 'certs-111122223333-eu-central-1',
      LivePrefix: 'live/shop/',
      NotAfter: '2027-01-30T00:00:00.000Z',
    });
  });

  it('takes the only region for the ARN', () => {
    const attributes = resourceAttributes({
      ...FILES,
      installed: { 'us-east-1': US },
      stackRegion: 'eu-central-1',
    });

    expect(attributes).toMatchObject({ Arn: US, ArnUsEast1: US });
  });

  it('has no ARN when the certificate is in S3 only', () => {
    const attributes = resourceAttributes({ ...FILES, installed: {}, stackRegion: 'eu-central-1' });

    expect(Object.keys(attributes)).toEqual(['BucketName', 'LivePrefix', 'NotAfter']);
  });

  it("fits with the most regions, and the longest of all other texts, into CloudFormation's 4,096 bytes", () => {
    const regions = Array.from({ length: 20 }, (_, index) => `ap-southeast-${10 + index}`);
    const arnIn = (region: string) =>
      `arn:aws-us-gov:acm:${region}:111122223333:certificate/51af3dc0-da77-11e4-872e-1234567db123`;
    const installed = Object.fromEntries(regions.map((region) => [region, arnIn(region)]));
    const files = {
      bucketName: 'b'.repeat(63),
      livePrefix: `live/${'n'.repeat(140)}/`,
      notAfter: FILES.notAfter,
    };
    const Data = resourceAttributes({ ...files, installed, stackRegion: 'ap-southeast-10' });
    // As CDK's framework answers.
    const answer = {
      Status: 'SUCCESS',
      Reason: 'SUCCESS',
      StackId: `arn:aws:cloudformation:ap-southeast-10:111122223333:stack/${'s'.repeat(128)}/${'1'.repeat(36)}`,
      RequestId: '1'.repeat(36),
      PhysicalResourceId: 'n'.repeat(128),
      LogicalResourceId: 'l'.repeat(255),
      Data,
    };

    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(4_096);
  });

  it('has names that CloudFormation takes', () => {
    const regions = ['ap-northeast-1', 'us-gov-west-1', 'il-central-1', 'mx-central-1'];
    const installed = Object.fromEntries(regions.map((region) => [region, EU]));

    expect(Object.keys(resourceAttributes({ ...FILES, installed, stackRegion: 'eu-central-1' }))).toEqual([
      'ArnApNortheast1',
      'ArnUsGovWest1',
      'ArnIlCentral1',
      'ArnMxCentral1',
      'BucketName',
      'LivePrefix',
      'NotAfter',
    ]);
  });
});
