/**
 * Asks for a check of every certificate that has not failed, by a request for each: the same that owners leave, so that plan
 * ranks and bounds them.
 */
import * as z from 'zod/mini';
import type { Clock } from '../engine/ports/time.ts';
import type { FleetChecks } from '../engine/ports/token-trials.ts';
import { INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import { createCheckRequests } from './check-requests.ts';
import { createQuery, readByTime } from './index-query.ts';
import { NEXT_CHECK_INDEX, type TableNames, WAITS_FOR } from './table.ts';
import type { TableOptions } from './table-items.ts';

export type FleetChecksOptions = Pick<TableOptions, 'client'> & {
  tables: Pick<TableNames, 'states' | 'requests'>;
  clock: Pick<Clock, 'now'>;
  /** Unique: a run deletes the requests that it has read, and no later one. */
  newId(): string;
};

/** A request is some bytes; DynamoDB takes thousands of writes a second. */
const AT_ONCE = 20;
const MOST = 10_000;

/** Later than any check, forged ones too. */
const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

const entry = z.object({ certificateName: z.string(), failedAt: INSTANT_OR_NONE });

export function createFleetChecks({ client, tables, clock, newId }: FleetChecksOptions): FleetChecks {
  const states = createQuery(client, tables.states);
  const requests = createCheckRequests({ client, tableName: tables.requests });
  return {
    async requestAll(deadline) {
      const partitions = Object.values(WAITS_FOR);
      const entries = await readByTime(
        states,
        NEXT_CHECK_INDEX,
        { until: END_OF_TIME, partitions },
        deadline,
      );
      // A request would end the back-off of one that has failed, and the CA's `Retry-After`. It is checked by itself.
      const names = z
        .parse(z.array(entry), entries)
        .flatMap(({ certificateName, failedAt }) => (failedAt ? [] : [certificateName]));
      const request = { id: newId(), dueAt: clock.now() };
      for (let from = 0; from < Math.min(names.length, MOST); from += AT_ONCE) {
        const some = names.slice(from, from + AT_ONCE);
        await Promise.all(some.map((name) => requests.add(name, request, deadline)));
      }
    },
  };
}
