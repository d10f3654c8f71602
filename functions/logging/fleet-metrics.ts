/**
 * Writes the fleet's metrics into the log, in the format that CloudWatch makes metrics of by itself: no call and no permission.
 * At most five, without a dimension for a certificate: docs/decisions/0038-metrics-and-alarms.md.
 */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC, METRIC_NAMESPACE } from '../engine/config/metric-names.ts';
import type { EventSink } from '../engine/ports/events.ts';

export type Tick = {
  due: number;
  failing: number;
  atRisk: number;
  /** @default - nothing was issued yet: then the metric is missing */
  leastShareOfLifeLeft?: number | undefined;
};

export type FleetMetrics = {
  tick(figures: Tick): void;
  /** As `events`, and counts the certificates that were issued. */
  counting(events: EventSink): EventSink;
};

export function createFleetMetrics(renewerName: string): FleetMetrics {
  // The library makes a dimension of the service's name, and leaves it out never.
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: renewerName });
  return {
    tick({ due, failing, atRisk, leastShareOfLifeLeft }) {
      metrics.addMetric(METRIC.due, MetricUnit.Count, due);
      metrics.addMetric(METRIC.failing, MetricUnit.Count, failing);
      metrics.addMetric(METRIC.atRisk, MetricUnit.Count, atRisk);
      if (leastShareOfLifeLeft !== undefined) {
        metrics.addMetric(METRIC.leastShareOfLifeLeft, MetricUnit.NoUnit, leastShareOfLifeLeft);
      }
      metrics.publishStoredMetrics();
    },
    counting: (events) => ({
      emit(event) {
        events.emit(event);
        if (event.event !== 'run-finished' || event.outcome !== 'renewed') return;
        try {
          metrics.addMetric(METRIC.renewed, MetricUnit.Count, 1);
          metrics.publishStoredMetrics();
        } catch {
          // A log line that fails must not fail the run.
        }
      },
    }),
  };
}
