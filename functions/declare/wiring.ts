/** Puts the declare function together: which adapter stands behind which port. */
import { randomUUID } from 'node:crypto';
import { lazyDynamoDb, lazySqs } from '../aws/clients.ts';
import { createDefinitionRegistry } from '../aws/definition-registry.ts';
import { createWorkQueue } from '../aws/work-queue.ts';
import { systemClock } from '../engine/deadline.ts';
import type { DeclarePorts } from '../engine/run/declare-certificate.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import type { DeclareEnvironment } from './environment.ts';

export type Wiring = { ports: DeclarePorts; log: Logger };

export function wire({ tables, queueUrl }: DeclareEnvironment): Wiring {
  const log = createLogger();
  const ports: DeclarePorts = {
    registry: createDefinitionRegistry({
      client: lazyDynamoDb(),
      tables,
      clock: systemClock,
      newId: randomUUID,
    }),
    queue: createWorkQueue({ client: lazySqs(), queueUrl }),
    clock: systemClock,
    warn: ({ code, message }) => log.warn('message-not-sent', { code, detail: message }),
  };
  return { ports, log };
}
