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
