/** The notify function in one process: its own adapters on the modelled tables, with a topic that keeps what is sent. */
import { createAttentionIndex } from '../../../functions/aws/attention-index.ts';
import { createObservations, createUnservedIndex } from '../../../functions/aws/observations.ts';
import { createTokenTrials } from '../../../functions/aws/token-trials.ts';
import { createToldMemory } from '../../../functions/aws/told-memory.ts';
import type { Mail } from '../../../functions/engine/notify/mail.ts';
import { tellPeople } from '../../../functions/engine/notify/tell-people.ts';
import type { Clock, Deadline } from '../../../functions/engine/ports/time.ts';
import { aRenewerPlace } from '../builders.ts';
import { MODEL_TABLES, type TablesModel } from './models/dynamodb.ts';

export type SentMail = Mail & { at: Date };

export type ModelledMails = {
  /** All of them, in order. */
  sent: readonly SentMail[];
  /** As the schedule does. It throws what the function would. */
  tick(deadline: Deadline): Promise<void>;
};

export function createModelledMails(
  tables: Pick<TablesModel, 'client'>,
  clock: Pick<Clock, 'now'>,
): ModelledMails {
  const client = () => tables.client;
  const states = { client, tableName: MODEL_TABLES.states };
  const observations = { client, tableName: MODEL_TABLES.observations };
  const sent: SentMail[] = [];
  let revisions = 0;
  const newRevision = () => {
    revisions += 1;
    return `revision-${revisions}`;
  };
  const ports = {
    attention: createAttentionIndex({ ...states, clock }),
    tokenTrials: createTokenTrials(states),
    memory: createToldMemory({ ...observations, newRevision }),
    unserved: createUnservedIndex(observations),
    observations: createObservations(observations),
    topic: { send: async (mail: Mail) => void sent.push({ ...mail, at: clock.now() }) },
    place: aRenewerPlace(),
    clock,
  };
  return {
    sent,
    tick: async (deadline) => {
      const { failed } = await tellPeople(ports, deadline);
      if (failed) throw failed;
    },
  };
}
