import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { buildStack } from './synthesize.ts';

type Certificates = NonNullable<NonNullable<Parameters<typeof buildStack>[0]>['config']>['certificates'];

function certificates(count: number, changes: object): NonNullable<Certificates> {
  return Array.from({ length: count }, (_, index) => ({
    domainNames: [`w${index}.example.com`],
    ...changes,
  }));
}

function warnings(configured: NonNullable<Certificates>): unknown[] {
  const { stack } = buildStack({ config: { certificates: configured } });
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('imports into ACM a year'))
    .map(({ entry }) => entry.data);
}

describe('the quota of imports', () => {
  it('is warned of, for each region that comes near it', () => {
    const configured = [
      ...certificates(36, { profile: 'shortlived', regions: ['us-east-1', 'eu-west-1'] }),
      { domainNames: ['example.org'], profile: 'shortlived', regions: ['us-east-1'] },
    ];

    expect(warnings(configured)).toEqual([
      'The certificates for us-east-1 need about 4052 imports into ACM a year; its quota is 5000 in a region and year, on some new accounts 20. Ask for more under Service Quotas, choose a profile with a longer life, or leave certificates that no service of AWS uses out of ACM (regions: []). [ack: dnscale-certs:import-quota]',
    ]);
  });

  it.each([
    ['36 certificates of six days', certificates(36, { profile: 'shortlived' })],
    ['100 of 45 days', certificates(100, { profile: 'tlsserver' })],
    ['40 of six days in no region', certificates(40, { profile: 'shortlived', regions: [] })],
  ])('is not warned of with %s', (_what, configured) => {
    expect(warnings(configured)).toEqual([]);
  });

  it("is warned of in the stack's own region", () => {
    expect(warnings(certificates(40, { profile: 'shortlived' }))).toEqual([
      expect.stringContaining("The certificates for the stack's region need about 4380 imports"),
    ]);
  });
});
