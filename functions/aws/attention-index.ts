/**
 * Finds the certificates that somebody may have to know of, in the indexes of states, and reads those states as they are now.
 * It never scans or writes, and knows nothing about what the states mean.
 */
import * as z from 'zod/mini';
import { remainingMs } from '../engine/deadline.ts';
import { asRenewerError } from '../engine/errors.ts';
import type { AttentionIndex, SeenState } from '../engine/ports/people.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import { STATE } from '../engine/renewal/state-schema.ts';
import { createBatchGet, inBatches, MOST_KEYS } from './batch-get.ts';
import { createQuery } from './index-query.ts';
import { CLAIM_ATTRIBUTES, parseClaimAttributes, parseStateItem } from './item-parsers.ts';
import { readDue, readManaged, readNeedingAttention } from './named-in-index.ts';
import { ITEM_KIND } from './table.ts';
import type { Item, TableOptions } from './table-items.ts';

export type AttentionIndexOptions = Pick<TableOptions, 'client'> & {
  /** Of the states. */
  tableName: string;
  clock: Pick<Clock, 'now'>;
};

/** Copies that the indexes have: what is left to say of a state that cannot be read. */
const copies = z.object({ notBefore: INSTANT_OR_NONE, notAfter: INSTANT_OR_NONE });

/** At the same time. */
const CALLS_AT_ONCE = 4;

/** Beyond ACM's own limits. What is over waits for its turn. */
const MOST_STATES = 10_000;

/** After an outage everything may be due. Its runs are under way then, and nothing of it is news yet. */
const MOST_DUE = 1_000;

/** Of the deadline, for what comes after the reading. */
const FOR_MAILS_MS = 15_000;

/** All that a run has to be able to read; a history of 30 days stays where it is. */
const ATTRIBUTES = [
  ...Object.keys(STATE.shape).filter((name) => name !== 'history'),
  ...Object.keys(CLAIM_ATTRIBUTES.shape),
  ...['kind', 'schema', 'notBefore', 'notAfter'],
];

export function createAttentionIndex({ client, tableName, clock }: AttentionIndexOptions): AttentionIndex {
  const query = createQuery(client, tableName);
  const readBatch = createStatesReader({ client, tableName });
  return {
    async findNeedingAttention(now, deadline) {
      const [listed, due] = await Promise.all([
        readNeedingAttention(query, now, deadline),
        readDue(query, now, deadline),
      ]);
      return [...new Set([...listed, ...due.slice(0, MOST_DUE)])];
    },
    listManaged: (deadline) => readManaged(query, deadline),
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
    if (item) parseClaimAttributes(item);
    return { state: item && parseStateItem(item) };
  } catch (thrown) {
    const { notBefore, notAfter } = z.safeParse(copies, item).data ?? {};
    return {
      unreadable: asRenewerError(thrown),
      ...(notBefore && notAfter && { validity: { notBefore, notAfter } }),
    };
  }
}
