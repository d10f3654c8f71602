import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { RenewerInput } from '../../../functions/engine/config/renewer-config.ts';
import { validateConfig } from '../../../functions/engine/config/validate.ts';
import { warnOfImportQuota } from '../../../infra/import-quota.ts';
import { buildStack } from './synthesize.ts';

type Certificates = NonNullable<RenewerInput['certificates']>;

function several(count: number, changes: object): Certificates {
  const names = Array.from({ length: count }, (_, index) => `w${index}.example.com`);
  return Object.fromEntries(names.map((name) => [name, { domainNames: [name], ...changes }]));
}

function warningsOf(stack: Stack): unknown[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('imports into ACM a year'))
    .map(({ entry }) => entry.data);
}

function warnings(certificates: Certificates): unknown[] {
  const stack = new Stack(new App(), 'Certs');
  const input = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true as const, certificates };
  warnOfImportQuota(stack, validateConfig(input, 'test.config.ts').certificates);
  return warningsOf(stack);
}

describe('the quota of imports', () => {
  it('is warned of, for each region that comes near it', () => {
    const configured = {
      ...several(36, { profile: 'shortlived', regions: ['us-east-1', 'eu-west-1'] }),
      last: { domainNames: ['example.org'], profile: 'shortlived', regions: ['us-east-1'] },
    };

    expect(warnings(configured)).toEqual([
      'The certificates for us-east-1 need about 4052 imports into ACM a year; its quota is 5000 in a region and year, on some new accounts 20. Ask for more under Service Quotas, choose a profile with a longer life, or leave certificates that no service of AWS uses out of ACM (importIntoAcm: false). [ack: dnscale-certs:import-quota]',
    ]);
  });

  it.each([
    ['36 certificates of six days', several(36, { profile: 'shortlived' })],
    ['300 of 45 days', several(300, { profile: 'tlsserver' })],
    ['40 of six days in no region', several(40, { profile: 'shortlived', importIntoAcm: false })],
  ])('is not warned of with %s', (_what, configured) => {
    expect(warnings(configured)).toEqual([]);
  });

  it("is warned of by the stack of the app, for the stack's own region", () => {
    const { stack } = buildStack({ config: { certificates: several(40, { profile: 'shortlived' }) } });

    expect(warningsOf(stack)).toEqual([
      expect.stringContaining("The certificates for the stack's region need about 4380 imports"),
    ]);
  });
});
