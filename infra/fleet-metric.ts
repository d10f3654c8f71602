/** A metric of all certificates of a renewer together, as its functions write it into their logs. */
import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRIC, METRIC_DIMENSION, METRIC_NAMESPACE } from '../functions/engine/config/metric-names.ts';
import { renewerNameOf } from './renewer-scope.ts';

/** Each tick writes a figure anew, so of one that is written more often only one counts. Certificates that were issued add up. */
const STATISTICS: Record<keyof typeof METRIC, string> = {
  due: 'Maximum',
  renewed: 'Sum',
  failing: 'Maximum',
  atRisk: 'Maximum',
  leastShareOfLifeLeft: 'Minimum',
};

/** @param scope the renewer, or a part of it. */
export function fleetMetric(
  scope: Construct,
  name: keyof typeof METRIC,
  options: MetricOptions = {},
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: METRIC[name],
    dimensionsMap: { [METRIC_DIMENSION]: renewerNameOf(scope) },
    statistic: STATISTICS[name],
    period: Duration.hours(1),
    ...options,
  }).attachTo(scope);
}
