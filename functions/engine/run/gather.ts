/**
 * What a run reads: the requests that it will have served, and the definition. It reads them before it takes the claim,
 * since messages are foreign input and a name that nobody has declared gets no state; and once more when it has the claim,
 * since another run may have served them meanwhile.
 */
import { type Attempt, attempt, expectValue } from '../attempt.ts';
import { isBegunSince } from '../certificate/version-name.ts';
import { asRenewerError, type ErrorCode } from '../errors.ts';
import type { EventSink } from '../ports/events.ts';
import type { CertificateRecords, CheckRequests, StoredDefinition } from '../ports/records.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState } from '../renewal/state.ts';

/** Errors are kept: a run reports them, once it holds the claim. */
export type Gathered = {
  certificateName: string;
  requests: Attempt<CheckRequests>;
  definition: Attempt<StoredDefinition | undefined>;
  /** Ids of requests that the run has not taken up yet: until then, they stay for another one. @default - none */
  untaken?: Set<string>;
};

export async function gather(
  certificateName: string,
  records: CertificateRecords,
  deadline: Deadline,
): Promise<Gathered> {
  // In this order: owners write the definition first. One that comes later than this read leaves its request for another run.
  const requests = await attempt(() => records.readRequests(certificateName, deadline), deadline);
  const definition = await attempt(() => records.readDefinition(certificateName, deadline), deadline);
  const { revocations = [] } = 'value' in requests ? requests.value : {};
  return { certificateName, requests, definition, untaken: new Set(revocations.map(({ id }) => id)) };
}

/** There is a definition, and the run reports its fault. */
const FAULTY = ['record-unreadable', 'config-invalid'] as const satisfies ErrorCode[];

/**
 * Whether it is declared, or was: a certificate without a definition is retired by a run.
 *
 * @throws RenewerError when neither can be told: nothing is made then, and its requests wait for another run.
 */
export async function isKnown(
  { certificateName, definition }: Gathered,
  records: CertificateRecords,
  deadline: Deadline,
): Promise<boolean> {
  if ('error' in definition && FAULTY.some((code) => code === definition.error.code)) return true;
  if ('value' in definition && definition.value !== undefined) return true;
  if (await records.hasState(certificateName, deadline)) return true;
  expectValue(definition);
  return false;
}

/** @throws RenewerError the error of either read. */
export function expectGathered({ requests, definition }: Gathered): StoredDefinition | undefined {
  expectValue(requests);
  return expectValue(definition);
}

/** Whether an owner or a person asked for this check: the clock leaves no request. */
export function isAskedFor({ requests }: Gathered): boolean {
  return 'value' in requests && requests.value.checks.length > 0;
}

/** For a claim: a leaked key must not wait for the pause after a failure that has no part in it. */
export function unlessFailedSince(askedAt: Date | undefined, { requests }: Gathered): Date | undefined {
  const { revocations = [] } = 'value' in requests ? requests.value : {};
  return revocations.length > 0 ? undefined : askedAt;
}

/** Until when a deployment waits for this run's certificate; undefined where none does. */
export function awaitedUntil({ requests }: Gathered): Date | undefined {
  if ('error' in requests) return undefined;
  const [latest] = requests.value.awaited.map(({ until }) => until).sort((a, b) => Number(b) - Number(a));
  return latest;
}

/**
 * When a person last asked for a new certificate, in a request or in one that a failed run has served. Undefined when one was
 * begun since: the run that issued it was killed before it could remove the request, and another one would spend a second order.
 */
export function forcedSince(
  { requests }: Gathered,
  { certificate, forcedAt: before }: Pick<CertificateState, 'certificate' | 'forcedAt'>,
): Date | undefined {
  const now = 'error' in requests ? undefined : requests.value.forcedAt;
  const last = now && before ? new Date(Math.max(now.getTime(), before.getTime())) : (now ?? before);
  return last && certificate && isBegunSince(certificate.version, last) ? undefined : last;
}

export type Served = {
  /** A deployment waits on while runs fail. */
  hasSucceeded: boolean;
  now: Date;
};

/** After the report. MUST NOT throw: a request that stays costs one more check. */
export async function removeServed(
  { certificateName, requests, untaken }: Gathered,
  { hasSucceeded, now }: Served,
  { records, events }: { records: CertificateRecords; events: EventSink },
  deadline: Deadline,
): Promise<void> {
  if ('error' in requests) return;
  const { checks, awaited } = requests.value;
  const over = awaited.filter(({ until }) => hasSucceeded || until <= now).map(({ id }) => id);
  const ids = [...checks, ...over].filter((id) => !untaken?.has(id));
  if (ids.length === 0) return;
  try {
    await records.removeRequests(certificateName, ids, deadline);
  } catch (thrown) {
    const message = `A request for a check of ${certificateName} was served and could not be removed, so that it is checked once more: ${asRenewerError(thrown).message}`;
    events.emit({ event: 'warning', subject: certificateName, message });
  }
}
