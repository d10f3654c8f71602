/** The notify function in one process: its own adapters on the modelled tables, with a topic that keeps what is sent. */
import { createAttentionIndex } from '../../../functions/aws/attention-index.ts';
import { createObservations, createUnservedIndex } from '../../../functions/aws/observations.ts';
import { createTokenTrials } from '../../../functions/aws/token-trials.ts';
import { createToldMemory } from '../../../functions/aws/told-memory.ts';
import type { Mail } from '../../../functions/engine/notify/mail.ts';
import type { Severity } from '../../../functions/engine/notify/notice.ts';
import { type TellPorts, tellPeople } from '../../../functions/engine/notify/tell-people.ts';
import type { Clock, Deadline } from '../../../functions/engine/ports/time.ts';
import { aRenewerPlace } from '../builders.ts';
import { MODEL_TABLES, type TablesModel } from './models/dynamodb.ts';

export type SentMail = Mail & {
  at: Date;
  /** `causeKey`. */
  cause: string;
  /** That it is over. */
  isEnd: boolean;
  /** Of the most urgent certificate. @default - it is over */
  severity?: Severity | undefined;
};

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
  let taken: (Mail & { at: Date }) | undefined;
  let revisions = 0;
  const newRevision = () => {
    revisions += 1;
    return `revision-${revisions}`;
  };
  const memory = createToldMemory({ ...observations, newRevision });
  const ports: TellPorts = {
    attention: createAttentionIndex({ ...states, clock }),
    tokenTrials: createTokenTrials(states),
    memory: {
      ...memory,
      // What is remembered after a mail says what it was about.
      remember: async (cause, revision, told, deadline) => {
        await memory.remember(cause, revision, told, deadline);
        if (taken)
          sent.push({ ...taken, cause, isEnd: told === undefined, severity: told?.urgency.severity });
        taken = undefined;
      },
    },
    unserved: createUnservedIndex(observations),
    observations: createObservations(observations),
    topic: {
      send: async (mail) => {
        taken = { ...mail, at: clock.now() };
      },
    },
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
