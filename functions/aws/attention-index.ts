/**
 * Finds the certificates that somebody may have to know of, in the sparse index of states, and reads those states as they are now.
 * It never scans or writes, and knows nothing about what the states mean.
 */
import * as z from 'zod/mini';
import { remainingMs } from '../engine/deadline.ts';
import { asRenewerError } from '../engine/errors.ts';
import type { AttentionIndex, SeenState } from '../engine/ports/people.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import { createBatchGet, inBatches, MOST_KEYS } from './batch-get.ts';
import { createQuery, readByTime } from './index-query.ts';
import { parseStateItem } from './item-parsers.ts';
import { ATTENTION_INDEX, ITEM_KIND, NEEDS_ATTENTION, NEXT_CHECK_INDEX, WAITS_FOR } from './table.ts';
import type { Item, TableOptions } from './table-items.ts';

export type AttentionIndexOptions = Pick<TableOptions, 'client'> & {
  /** Of the states. */
  tableName: string;
  clock: Pick<Clock, 'now'>;
};

/** Before all that an index holds. */
const BEGINNING = new Date(0);

const listed = z.object({ certificateName: z.string() });

const member = z.extend(listed, { notBefore: INSTANT_OR_NONE, notAfter: INSTANT_OR_NONE });

/** At the same time. */
const CALLS_AT_ONCE = 4;

/** Beyond ACM's own limits. What is over waits for its turn. */
const MOST_STATES = 10_000;

/** Of the deadline, for what comes after the reading. */
const FOR_MAILS_MS = 15_000;

/** What the mails are made of: a history of 30 days stays where it is. */
const ATTRIBUTES = [
  'certificateName',
  'kind',
  'schema',
  'certificate',
  'installations',
  'failure',
  'readiness',
  'nextCheckAt',
];

export function createAttentionIndex({ client, tableName, clock }: AttentionIndexOptions): AttentionIndex {
  const query = createQuery(client, tableName);
  const readBatch = createStatesReader({ client, tableName });
  return {
    async findNeedingAttention(now, deadline) {
      const range = { until: now, partitions: [NEEDS_ATTENTION] };
      const entries = await readByTime(query, ATTENTION_INDEX, range, deadline);
      return z.parse(z.array(listed), entries).map(({ certificateName }) => certificateName);
    },
    async listFleet(deadline) {
      const range = { after: BEGINNING, partitions: Object.values(WAITS_FOR) };
      const entries = await readByTime(query, NEXT_CHECK_INDEX, range, deadline);
      return z.parse(z.array(member), entries).map(({ certificateName, notBefore, notAfter }) => ({
        certificateName,
        validity: notBefore && notAfter ? { notBefore, notAfter } : undefined,
      }));
    },
    async readStates(certificateNames, deadline) {
      const states: [string, SeenState][] = [];
      const batches = inBatches(certificateNames.slice(0, MOST_STATES));
      for (let from = 0; from < batches.length; from += CALLS_AT_ONCE) {
        if (from > 0 && remainingMs(deadline, clock) < FOR_MAILS_MS) break;
        const some = batches.slice(from, from + CALLS_AT_ONCE);
        states.push(...(await Promise.all(some.map((batch) => readBatch(batch, deadline)))).flat());
      }
      return new Map(states);
    },
  };
}

function createStatesReader({ client, tableName }: Pick<AttentionIndexOptions, 'client' | 'tableName'>) {
  const options = { client, tableName, attributes: ATTRIBUTES, isConsistent: true, mostRounds: MOST_KEYS };
  const readBatch = createBatchGet(options);
  return async (names: readonly string[], deadline: Deadline): Promise<[string, SeenState][]> => {
    const { items, unread } = await readBatch(ITEM_KIND.state, names, deadline);
    const found = new Map(items.map((item) => [String(item.certificateName), item]));
    const answered = new Set(names.filter((name) => !unread.includes(name)));
    return [...answered].map((name) => [name, seen(found.get(name))]);
  };
}

function seen(item: Item | undefined): SeenState {
  try {
    return { state: item && parseStateItem(item) };
  } catch (thrown) {
    return { unreadable: asRenewerError(thrown) };
  }
}
