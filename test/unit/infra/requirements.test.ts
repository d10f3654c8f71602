import { describe, expect, it } from 'vitest';
import { findUnmet } from '../../../infra/requirements.ts';

describe('findUnmet', () => {
  it.each([
    ['20.0.0', '2.200.0'],
    ['20.20.2', '2.276.0'],
    ['24.21.0', '2.1000.0'],
    ['100.0.0', '3.0.0'],
  ])('takes Node %s with aws-cdk-lib %s', (node, cdk) => {
    expect(findUnmet(node, cdk)).toBeUndefined();
  });

  it.each(['18.20.8', '19.9.0', '8.0.0'])('fails on Node %s, and says what to do', (node) => {
    expect(findUnmet(node, '2.276.0')).toBe(
      `dnscale-certs needs Node 20 or newer, and this is Node ${node}: install a newer one, and run cdk with it.`,
    );
  });

  it.each(['2.199.0', '2.20.0', '1.204.0'])('fails with aws-cdk-lib %s, and says what to do', (cdk) => {
    expect(findUnmet('24.21.0', cdk)).toBe(
      `dnscale-certs needs aws-cdk-lib 2.200.0 or newer, and this app has ${cdk}: npm install aws-cdk-lib@2`,
    );
  });

  it('fails without aws-cdk-lib, and says what to do', () => {
    expect(findUnmet('24.21.0', undefined)).toBe(
      'dnscale-certs needs aws-cdk-lib 2.200.0 or newer, and this app has none: npm install aws-cdk-lib@2 constructs@10',
    );
  });
});
