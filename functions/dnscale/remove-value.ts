/**
 * Removes one TXT value, by the ids of its records. It never touches values of others, so it does not use DNScale's
 * delete by name at all: without a value, that drops a whole RRset.
 */
import type { PublishedTxtRecord, TxtRecord } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { type Client, isSuccess } from './client.ts';
import { type Call, errorFor } from './errors.ts';
import { failureOf, isTransient } from './failure.ts';
import type { Outcome } from './http.ts';
import { findRecordIds, recordsPath } from './listing.ts';
import { retry, type Try } from './retry.ts';

type Removal = 'removed' | 'absent';

export async function removeValue(
  record: PublishedTxtRecord,
  client: Client,
  deadline: Deadline,
): Promise<Removal> {
  let ids = record.recordId === undefined ? await findRecordIds(record, client, deadline) : [record.recordId];
  return retry<Removal>(
    async () => {
      const failed = await deleteUntilFailure(ids, record, client, deadline);
      if (failed === undefined) return done(ids);
      const { call, outcome } = failed;
      const failure = failureOf(outcome);
      const error = errorFor(call, outcome, client.pacing.clock.now());
      if (failure !== 'not-found' && !isTransient(outcome)) throw error;
      if (['not-found', 'unavailable'].includes(failure)) {
        ids = await findRecordIds(record, client, deadline);
        if (ids.length === 0) return done(ids);
      }
      return { done: false, outcome, error };
    },
    client.pacing,
    deadline,
  );
}

/** @param deleted the records that held this value. */
function done(deleted: readonly string[]): Try<Removal> {
  return { done: true, value: deleted.length > 0 ? 'removed' : 'absent' };
}

async function deleteUntilFailure(
  ids: readonly string[],
  record: TxtRecord,
  client: Client,
  deadline: Deadline,
): Promise<{ call: Call; outcome: Outcome } | undefined> {
  for (const id of ids) {
    const call = deleteCall(record, id);
    const outcome = await client.send(call, deadline);
    if (!isSuccess(outcome)) return { call, outcome };
  }
  return undefined;
}

function deleteCall({ zoneId, zoneName, name }: TxtRecord, recordId: string): Call {
  return {
    method: 'DELETE',
    path: `${recordsPath(zoneId)}/${encodeURIComponent(recordId)}`,
    action: `remove a TXT value at ${name} (zone ${zoneName})`,
    subject: name,
    scopes: ['zones:read', 'records:read', 'records:write'],
  };
}
