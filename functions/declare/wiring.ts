/** Puts the declare functions together: which adapter stands behind which port. */
import { randomUUID } from 'node:crypto';
import { lazyAcm } from '../aws/acm-clients.ts';
import { createDeclaredCertificates } from '../aws/declared-certificates.ts';
import { createDefinitionRegistry } from '../aws/definition-registry.ts';
import { lazyDynamoDb } from '../aws/dynamo-db-client.ts';
import { createExistingReader } from '../aws/existing-certificate.ts';
import { lazySecretsManager } from '../aws/secrets-manager-client.ts';
import { lazySqs } from '../aws/sqs-client.ts';
import { livePrefix } from '../aws/store-keys.ts';
import { createTokenVersionSource } from '../aws/token-version.ts';
import { createWorkQueue } from '../aws/work-queue.ts';
import { systemClock } from '../engine/deadline.ts';
import type { AwaitPorts } from '../engine/declare/await-certificate.ts';
import type { DeclarePorts } from '../engine/declare/declare-certificate.ts';
import type { RenewerError } from '../engine/errors.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import type { AwaitEnvironment, DeclareEnvironment } from './environment.ts';

export type Wiring = { ports: DeclarePorts; log: Logger; allowed: DeclareEnvironment['allowed'] };

export function wire({ tables, tokenSecretName, queueUrl, allowed, renewer }: DeclareEnvironment): Wiring {
  const log = createLogger();
  const client = lazyDynamoDb();
  const ports: DeclarePorts = {
    existing: createExistingReader({ client: lazyAcm(), renewer }),
    registry: createDefinitionRegistry({ client, tables, clock: systemClock, newId: randomUUID }),
    declared: createDeclaredCertificates({ client, tables }),
    tokenVersions: createTokenVersionSource({ client: lazySecretsManager(), secretId: tokenSecretName }),
    tokenSecretName,
    queue: createWorkQueue({ client: lazySqs(), queueUrl }),
    clock: systemClock,
    warn: warnTo(log),
  };
  return { ports, log, allowed };
}

export type AwaitWiring = {
  ports: AwaitPorts;
  log: Logger;
  bucketName: string;
  livePrefix: typeof livePrefix;
};

export function wireAwait({ tables, bucketName, queueUrl }: AwaitEnvironment): AwaitWiring {
  const log = createLogger();
  const ports: AwaitPorts = {
    declared: createDeclaredCertificates({ client: lazyDynamoDb(), tables }),
    queue: createWorkQueue({ client: lazySqs(), queueUrl }),
    clock: systemClock,
    warn: warnTo(log),
  };
  return { ports, log, bucketName, livePrefix };
}

function warnTo(log: Logger) {
  return ({ code, message }: RenewerError) =>
    log.warn({ message: `Not done (${code}): ${message}`, event: 'not-done', code, detail: message });
}
