/** The names of the fleet's metrics, on which the functions, the alarms and whoever makes a dashboard agree. */

export const METRIC_NAMESPACE = 'dnscale-certs';

/** The library that writes the metrics gives each of them this dimension. Its value is the renewer's name; there is no other. */
export const METRIC_DIMENSION = 'service';

/** CloudWatch asks $0.30 a month for each: docs/decisions/0038-metrics-and-alarms.md. */
export const METRIC = {
  /** Certificates that are due for a check, at each tick. */
  due: 'Due',
  /** Certificates that were issued, as they are. */
  renewed: 'Renewed',
  /** Certificates whose last run failed, at each tick. */
  failing: 'Failing',
  /** Certificates whose next renewal would fail, at each tick. */
  atRisk: 'AtRisk',
  /** The share of its life that is left to the certificate with the least, at each tick: 0 to 1. */
  leastShareOfLifeLeft: 'LeastShareOfLifeLeft',
} as const;
