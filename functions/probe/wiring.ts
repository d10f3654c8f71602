/** Puts the probe function together: which adapter stands behind which port. */

import { lazyAcm } from '../aws/acm-clients.ts';
import { createCertificateUses } from '../aws/certificate-uses.ts';
import { lazyDynamoDb } from '../aws/dynamo-db-client.ts';
import { lazyEventBridge } from '../aws/event-bridge-client.ts';
import { createEventBus } from '../aws/event-bus.ts';
import { createObservations, createUnservedIndex } from '../aws/observations.ts';
import { createProbedCertificates } from '../aws/probed-certificates.ts';
import { systemClock as clock } from '../engine/deadline.ts';
import { placeOf } from '../engine/notify/place-of.ts';
import type { ProbePorts } from '../engine/probe/probe-certificates.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import { createProber } from '../tls/prober.ts';
import type { ProbeEnvironment } from './environment.ts';

export function wire(environment: ProbeEnvironment): { ports: ProbePorts; log: Logger } {
  const { renewer, account, tables, observationsTableName, resolvers, allowPrivateOrigins } = environment;
  const log = createLogger();
  const client = lazyDynamoDb();
  const observations = { client, tableName: observationsTableName };
  const place = placeOf({ renewer, account, functionName: 'probe' });
  const ports = {
    certificates: createProbedCertificates({ client, tables }),
    prober: createProber({ clock, allowPrivateOrigins, resolvers }),
    uses: createCertificateUses(lazyAcm()),
    observations: createObservations(observations),
    unserved: createUnservedIndex(observations),
    notices: { sink: createEventBus({ client: lazyEventBridge(), place, clock }), place },
    clock,
    warn: (certificateName: string, detail: string) => log.warn('not-probed', { certificateName, detail }),
  };
  return { ports, log };
}
