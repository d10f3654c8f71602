/**
 * What a run reads before it takes the claim: the requests that it will have served, and the definition. Messages are
 * foreign input: a name that nobody has declared gets no state.
 */
import { type Attempt, attempt, expectValue } from '../attempt.ts';
import { asRenewerError } from '../errors.ts';
import type { EventSink } from '../ports/events.ts';
import type { CertificateRecords, CheckRequests, StoredDefinition } from '../ports/records.ts';
import type { Deadline } from '../ports/time.ts';

/** Errors are kept: a run reports them, once it holds the claim. */
export type Gathered = {
  certificateName: string;
  requests: Attempt<CheckRequests>;
  definition: Attempt<StoredDefinition | undefined>;
};

export async function gather(
  certificateName: string,
  records: CertificateRecords,
  deadline: Deadline,
): Promise<Gathered> {
  // In this order: owners write the definition first. One that comes later than this read leaves its request for another run.
  const requests = await attempt(() => records.readRequests(certificateName, deadline), deadline);
  const definition = await attempt(() => records.readDefinition(certificateName, deadline), deadline);
  return { certificateName, requests, definition };
}

/** Whether it is declared, or was: a certificate without a definition is retired by a run. */
export async function isKnown(
  { certificateName, definition }: Gathered,
  records: CertificateRecords,
  deadline: Deadline,
): Promise<boolean> {
  const isDeclared =
    'value' in definition
      ? definition.value !== undefined
      : // There is one, and the run reports its fault. When the table does not answer, nothing is made.
        definition.error.code === 'record-unreadable' || definition.error.code === 'config-invalid';
  return isDeclared || records.hasState(certificateName, deadline);
}

/** @throws RenewerError the error of either read. */
export function expectGathered({ requests, definition }: Gathered): StoredDefinition | undefined {
  expectValue(requests);
  return expectValue(definition);
}

/** Until when a deployment waits for this run's certificate; undefined where none does. */
export function awaitedUntil({ requests }: Gathered): Date | undefined {
  if ('error' in requests) return undefined;
  const [latest] = requests.value.awaited.map(({ until }) => until).sort((a, b) => Number(b) - Number(a));
  return latest;
}

export type Served = {
  /** A deployment waits on while runs fail. */
  hasSucceeded: boolean;
  now: Date;
};

/** After the report. MUST NOT throw: a request that stays costs one more check. */
export async function removeServed(
  { certificateName, requests }: Gathered,
  { hasSucceeded, now }: Served,
  { records, events }: { records: CertificateRecords; events: EventSink },
  deadline: Deadline,
): Promise<void> {
  if ('error' in requests) return;
  const { checks, awaited } = requests.value;
  const over = awaited.filter(({ until }) => hasSucceeded || until <= now).map(({ id }) => id);
  const ids = [...checks, ...over];
  if (ids.length === 0) return;
  try {
    await records.removeRequests(certificateName, ids, deadline);
  } catch (thrown) {
    const message = `A request for a check of ${certificateName} was served and could not be removed, so that it is checked once more: ${asRenewerError(thrown).message}`;
    events.emit({ event: 'warning', subject: certificateName, message });
  }
}
