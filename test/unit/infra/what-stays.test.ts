import { describe, expect, it } from 'vitest';
import { whatStays } from '../../../infra/what-stays.ts';
import { buildStack } from './synthesize.ts';

describe('whatStays', () => {
  it('names everything that is kept, what it costs, and the command that takes it over', () => {
    const { stack } = buildStack({ env: { account: '123456789012', region: 'eu-central-1' } });

    expect(whatStays(stack, 'dnscale/token')).toBe(`When Certs is destroyed, this stays until you delete it:
  bucket  certs-123456789012-eu-central-1: all keys and certificates; cents a month
  table   Certs-definitions: cents a month
  table   Certs-states: cents a month
  table   Certs-records: only where an earlier release made it; cents a month
  secret  dnscale/token: the DNScale token; $0.40 a month
  secrets Certs/acme-account/*: an account key for each CA; $0.40 a month each
  secrets Certs/external-account/*: external accounts, if you made any; $0.40 a month each
  secrets Certs/certificates/*: certificates that you had stored there; $0.40 a month each, and nobody renews them
  ACM     every imported certificate: free; load balancers keep it, and nobody renews it
A later stack of this name takes it over and issues nothing again: npx cdk deploy --import-existing-resources
To delete it for good: README.md, "Removing it".
`);
  });
});
