/** Puts the plan function together: which adapter stands behind which port. */
import { lazyDynamoDb, lazySecretsManager, lazySqs } from '../aws/clients.ts';
import { createDueIndex } from '../aws/due-index.ts';
import { createTokenTrials } from '../aws/token-trials.ts';
import { createTokenVersionSource } from '../aws/token-version.ts';
import { createWorkQueue } from '../aws/work-queue.ts';
import { systemClock } from '../engine/deadline.ts';
import type { PlanPorts } from '../engine/run/plan-checks.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import type { PlanEnvironment } from './environment.ts';

export function wire(environment: PlanEnvironment): { ports: PlanPorts; log: Logger } {
  const { tables, queueUrl, tokenSecretName } = environment;
  const dynamoDb = lazyDynamoDb();
  const ports = {
    dueIndex: createDueIndex({ client: dynamoDb, tables }),
    tokenTrials: createTokenTrials({ client: dynamoDb, tableName: tables.states }),
    tokenVersions: createTokenVersionSource({ client: lazySecretsManager(), secretId: tokenSecretName }),
    queue: createWorkQueue({ client: lazySqs(), queueUrl }),
    clock: systemClock,
  };
  return { ports, log: createLogger() };
}
