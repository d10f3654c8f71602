/** The metrics that a renewer gives to dashboards and alarms of its users. */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer } from '../../../infra/index.ts';
import { startApp } from './synthesize.ts';

describe('the metrics of a renewer', () => {
  function renewer() {
    const stack = new Stack(startApp(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
    return new CertificateRenewer(stack, 'Renewer', {
      alertEmail: 'ops@example.com',
      termsOfServiceAgreed: true,
    });
  }

  it.each([
    ['metricDue', 'Due', 'Maximum'],
    ['metricRenewed', 'Renewed', 'Sum'],
    ['metricFailing', 'Failing', 'Maximum'],
    ['metricAtRisk', 'AtRisk', 'Maximum'],
    ['metricLeastShareOfLifeLeft', 'LeastShareOfLifeLeft', 'Minimum'],
  ] as const)('gives %s for alarms and dashboards', (method, metricName, statistic) => {
    expect(renewer()[method]()).toMatchObject({
      namespace: 'dnscale-certs',
      metricName,
      statistic,
      dimensions: { service: 'Shop' },
    });
  });

  it("takes CDK's options, and makes an alarm of the user's own", () => {
    const own = renewer();
    own.metricAtRisk({ statistic: 'Sum' }).createAlarm(own, 'Own', {
      threshold: 1,
      evaluationPeriods: 1,
    });

    Template.fromStack(Stack.of(own)).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'AtRisk',
      Statistic: 'Sum',
    });
  });
});
