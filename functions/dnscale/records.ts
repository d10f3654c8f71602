/**
 * TXT values, one at a time. A write is never repeated blindly: when its answer is lost, the zone's records are
 * looked through before anything is sent again. Values of others are never touched, so DNScale's delete by
 * name, which drops a whole RRset when it comes without a value, is not used at all.
 */
import type { RenewerError } from '../engine/errors.ts';
import type { PublishedTxtRecord, TxtRecord, TxtRecords } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { type Client, isSuccess } from './client.ts';
import { type Call, errorFor, failureOf, isTransient } from './errors.ts';
import type { Outcome } from './http.ts';
import { listRecords } from './listing.ts';
import { type Attempt, retry } from './retry.ts';
import { parseCreatedId } from './schemas.ts';
import { isSameTxt } from './txt.ts';

export type RecordOptions = { client: Client; ttlSeconds: number };

export function createTxtRecords({ client, ttlSeconds }: RecordOptions): TxtRecords {
  return {
    addValue: (record, deadline) => addValue(record, ttlSeconds, client, deadline),
    removeValue: (record, deadline) => removeValue(record, client, deadline),
  };
}

function addValue(
  record: TxtRecord,
  ttlSeconds: number,
  client: Client,
  deadline: Deadline,
): Promise<PublishedTxtRecord> {
  const call = addCall(record, ttlSeconds);
  const published = (recordId: string): Attempt<PublishedTxtRecord> => ({
    done: true,
    value: { ...record, recordId },
  });
  return retry(
    async () => {
      const outcome = await client.send(call, deadline);
      const created = isSuccess(outcome) ? parseCreatedId(outcome.text) : undefined;
      if (created?.ok) return published(created.value);
      const error = errorFor(call, outcome, client.pacing.clock.now(), created?.fault);
      if (!mayBeThere(outcome)) return again(outcome, error);
      const [found] = await findIds(record, client, deadline);
      if (found === undefined) return again(outcome, error);
      const stays =
        failureOf(outcome) === 'conflict' ? await repeatWrite(found, call, client, deadline) : undefined;
      return stays ?? published(found);
    },
    client.pacing,
    deadline,
  );
}

function again(outcome: Outcome, error: RenewerError): Attempt<never> {
  if (!isTransient(outcome)) throw error;
  return { done: false, outcome, error };
}

/**
 * DNScale's regions are written one by one: a value that exists may lack in one that an earlier, partial write did not
 * reach, and no second POST brings it there. The same value once more does, and changes nothing where it is.
 * @returns undefined when there is no more to do: that DNScale will not have it repeated does not make it untrue.
 */
async function repeatWrite(
  recordId: string,
  call: Call,
  client: Client,
  deadline: Deadline,
): Promise<Attempt<never> | undefined> {
  const repeated: Call = { ...call, method: 'PUT', path: `${call.path}/${encodeURIComponent(recordId)}` };
  const outcome = await client.send(repeated, deadline);
  if (isSuccess(outcome) || !isTransient(outcome)) return undefined;
  return { done: false, outcome, error: errorFor(repeated, outcome, client.pacing.clock.now()) };
}

/** A lost answer, or one that says the value exists. After a partial update a look would not tell which regions have it. */
function mayBeThere(outcome: Outcome): boolean {
  return ['unavailable', 'conflict'].includes(failureOf(outcome));
}

async function removeValue(
  record: PublishedTxtRecord,
  client: Client,
  deadline: Deadline,
): Promise<'removed' | 'absent'> {
  let ids = record.recordId === undefined ? await findIds(record, client, deadline) : [record.recordId];
  return retry<'removed' | 'absent'>(
    async () => {
      const failed = await deleteFirstUntilFailure(ids, record, client, deadline);
      if (failed === undefined) return gone(ids);
      const { call, outcome } = failed;
      const failure = failureOf(outcome);
      const error = errorFor(call, outcome, client.pacing.clock.now());
      if (failure !== 'not-found' && !isTransient(outcome)) throw error;
      if (['not-found', 'unavailable'].includes(failure)) {
        ids = await findIds(record, client, deadline);
        if (ids.length === 0) return gone(ids);
      }
      return { done: false, outcome, error };
    },
    client.pacing,
    deadline,
  );
}

/** @param deleted the records that were this value. */
function gone(deleted: readonly string[]): Attempt<'removed' | 'absent'> {
  return { done: true, value: deleted.length > 0 ? 'removed' : 'absent' };
}

async function deleteFirstUntilFailure(
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

/** The look: ids of the records that are this very value. */
async function findIds(record: TxtRecord, client: Client, deadline: Deadline): Promise<string[]> {
  const listed = await listRecords({ id: record.zoneId, name: record.zoneName }, client, deadline);
  return listed.filter((candidate) => isSameTxt(candidate, record)).map(({ id }) => id);
}

function addCall({ zoneId, zoneName, name, value }: TxtRecord, ttlSeconds: number): Call {
  return {
    method: 'POST',
    path: recordsPath(zoneId),
    // Name and value are spelled as lego and DNScale's own certbot plugin spell them, since DNScale's papers
    // leave it open: fully qualified without a dot (no relative name can be misread in it), no quotes.
    body: { name, type: 'TXT', content: value, ttl: ttlSeconds },
    action: `add a TXT value at ${name} (zone ${zoneName})`,
    subject: name,
    scopes: ['zones:read', 'records:read', 'records:write'],
  };
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

function recordsPath(zoneId: string): string {
  return `/zones/${encodeURIComponent(zoneId)}/records`;
}
