/**
 * Adds one TXT value. A write is never repeated blindly: when its answer is lost, the zone's records are read before
 * anything is sent again.
 */
import type { RenewerError } from '../engine/errors.ts';
import type { PublishedTxtRecord, TxtRecord } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { type Client, isSuccess } from './client.ts';
import { type Call, errorFor } from './errors.ts';
import { failureOf, isTransient } from './failure.ts';
import type { Outcome } from './http.ts';
import { findRecordIds, recordsPath } from './listing.ts';
import { retry, type Try } from './retry.ts';
import { parseCreatedId } from './schemas.ts';

export function addValue(
  record: TxtRecord,
  ttlSeconds: number,
  client: Client,
  deadline: Deadline,
): Promise<PublishedTxtRecord> {
  const call = addCall(record, ttlSeconds);
  /** That are done, or may be: one whose answer was lost may come late, and stand beside the one that followed it. */
  let writes = 0;
  const published = (recordId: string): Try<PublishedTxtRecord> => ({
    done: true,
    // Without an id, the removal finds all records that hold the value.
    value: writes > 1 ? record : { ...record, recordId },
  });
  return retry(
    async () => {
      const outcome = await client.send(call, deadline);
      const created = isSuccess(outcome) ? parseCreatedId(outcome.text) : undefined;
      if (mayBeDone(outcome)) writes++;
      if (created?.ok) return published(created.value);
      const error = errorFor(call, outcome, client.pacing.clock.now(), created?.fault);
      const [found] = mayExist(outcome) ? await findRecordIds(record, client, deadline) : [];
      if (found === undefined) return failed(outcome, error);
      return (await completeWrite(found, outcome, call, client, deadline)) ?? published(found);
    },
    client.pacing,
    deadline,
  );
}

/** A try that may be made again. @throws the error where another try cannot help. */
function failed(outcome: Outcome, error: RenewerError): Try<never> {
  if (!isTransient(outcome)) throw error;
  return { done: false, outcome, error };
}

/**
 * DNScale writes its regions one by one: a value that exists may be missing in one that an earlier, partial write did not
 * reach, and no second POST brings it there. A PUT of the same value does, and changes nothing in the other regions.
 * @returns undefined when nothing is left to do: when DNScale refuses the PUT, the value exists all the same.
 */
async function completeWrite(
  recordId: string,
  written: Outcome,
  call: Call,
  client: Client,
  deadline: Deadline,
): Promise<Try<never> | undefined> {
  if (failureOf(written) !== 'conflict') return undefined;
  const repeated: Call = { ...call, method: 'PUT', path: `${call.path}/${encodeURIComponent(recordId)}` };
  const outcome = await client.send(repeated, deadline);
  if (isSuccess(outcome) || !isTransient(outcome)) return undefined;
  return { done: false, outcome, error: errorFor(repeated, outcome, client.pacing.clock.now()) };
}

/** The answer was lost, or says the value exists. After a partial update the list would not tell which regions have it. */
function mayExist(outcome: Outcome): boolean {
  return mayBeDone(outcome) || failureOf(outcome) === 'conflict';
}

/** A success, whether it can be read or not, or an answer that was lost. */
function mayBeDone(outcome: Outcome): boolean {
  return failureOf(outcome) === 'unavailable';
}

function addCall({ zoneId, zoneName, name, value }: TxtRecord, ttlSeconds: number): Call {
  return {
    method: 'POST',
    path: recordsPath(zoneId),
    // DNScale's papers leave the spelling open. Name and value are spelled as lego and DNScale's own certbot plugin
    // spell them: fully qualified without a dot (nothing in it can be misread as relative), no quotes.
    body: { name, type: 'TXT', content: value, ttl: ttlSeconds },
    action: `add a TXT value at ${name} (zone ${zoneName})`,
    subject: name,
    scopes: ['zones:read', 'records:read', 'records:write'],
  };
}
