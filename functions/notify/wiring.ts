/** Puts the notify function together: which adapter stands behind which port. */
import { randomUUID } from 'node:crypto';
import { createAlertTopic } from '../aws/alert-topic.ts';
import { createAttentionIndex } from '../aws/attention-index.ts';
import { lazyDynamoDb } from '../aws/dynamo-db-client.ts';
import { createObservations, createUnservedIndex } from '../aws/observations.ts';
import { lazySns } from '../aws/sns-client.ts';
import { createTokenTrials } from '../aws/token-trials.ts';
import { createToldMemory } from '../aws/told-memory.ts';
import { systemClock as clock } from '../engine/deadline.ts';
import { placeOf } from '../engine/notify/place-of.ts';
import type { TellPorts } from '../engine/notify/tell-people.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import type { NotifyEnvironment } from './environment.ts';

export function wire(environment: NotifyEnvironment): { ports: TellPorts; log: Logger } {
  const { renewer, account, tables, topicArn } = environment;
  const client = lazyDynamoDb();
  const states = { client, tableName: tables.states };
  const observations = { client, tableName: tables.observations };
  const ports = {
    attention: createAttentionIndex({ ...states, clock }),
    tokenTrials: createTokenTrials(states),
    memory: createToldMemory({ ...observations, newRevision: randomUUID }),
    unserved: createUnservedIndex(observations),
    observations: createObservations(observations),
    topic: createAlertTopic({ client: lazySns(), topicArn }),
    // The log of the runs has what is told.
    place: placeOf({ renewer, account, functionName: 'renew' }),
    clock,
  };
  return { ports, log: createLogger() };
}
