/** Puts the plan function together: which adapter stands behind which port. */

import { createDueIndex } from '../aws/due-index.ts';
import { lazyDynamoDb } from '../aws/dynamo-db-client.ts';
import { createFleetIndex } from '../aws/fleet-index.ts';
import { lazySecretsManager } from '../aws/secrets-manager-client.ts';
import { lazySqs } from '../aws/sqs-client.ts';
import { createTokenTrials } from '../aws/token-trials.ts';
import { createTokenVersionSource } from '../aws/token-version.ts';
import { createWorkQueue } from '../aws/work-queue.ts';
import { systemClock } from '../engine/deadline.ts';
import type { FleetIndex } from '../engine/ports/records.ts';
import type { PlanPorts } from '../engine/run/plan-checks.ts';
import { createFleetMetrics, type FleetMetrics } from '../logging/fleet-metrics.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import type { PlanEnvironment } from './environment.ts';

type Wiring = { ports: PlanPorts; fleet: FleetIndex; metrics: FleetMetrics; log: Logger };

export function wire(environment: PlanEnvironment): Wiring {
  const { tables, queueUrl, tokenSecretName, renewerName } = environment;
  const dynamoDb = lazyDynamoDb();
  const ports = {
    dueIndex: createDueIndex({ client: dynamoDb, tables }),
    tokenTrials: createTokenTrials({ client: dynamoDb, tableName: tables.states }),
    tokenVersions: createTokenVersionSource({ client: lazySecretsManager(), secretId: tokenSecretName }),
    queue: createWorkQueue({ client: lazySqs(), queueUrl }),
    clock: systemClock,
  };
  const fleet = createFleetIndex({ client: dynamoDb, tableName: tables.states });
  return { ports, fleet, metrics: createFleetMetrics(renewerName), log: createLogger() };
}
