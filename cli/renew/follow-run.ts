/**
 * Follows the run that serves a request: asks the tables again and again, tells what changes, and says how it ended. The run
 * removes the request after its report; so once the request is gone, the state has the outcome. It writes nothing.
 */
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { Clock, Deadline } from '../../functions/engine/ports/time.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import { dayAndTime } from '../status/instant-text.ts';

export type RunOutcome = {
  outcome: 'renewed' | 'installed' | 'unchanged' | 'failed' | 'removed';
  known: KnownCertificate | undefined;
};

export type FollowPorts = {
  clock: Clock;
  isOpen(deadline: Deadline): Promise<boolean>;
  read(deadline: Deadline): Promise<KnownCertificate | undefined>;
  tell(line: string): void;
};

const PAUSE_MS = 2_000;

/** @param before as it was when the request was made. @throws the deadline's reason. */
export async function followRun(
  before: KnownCertificate,
  { clock, isOpen, read, tell }: FollowPorts,
  deadline: Deadline,
): Promise<RunOutcome> {
  let last = before;
  for (;;) {
    // In this order: the report comes before the removal.
    const isServed = !(await isOpen(deadline));
    const known = await read(deadline);
    if (known) {
      for (const line of changesBetween(last, known)) tell(line);
      last = known;
    }
    if (isServed) return { outcome: outcomeOf(before, known), known };
    await clock.sleep(PAUSE_MS, deadline);
  }
}

function outcomeOf(before: KnownCertificate, known: KnownCertificate | undefined): RunOutcome['outcome'] {
  if (known?.unreadable ?? known?.state?.failure) return 'failed';
  if (known?.definition === undefined) return 'removed';
  if (known.state?.certificate?.version !== before.state?.certificate?.version) return 'renewed';
  return newInstallations(before.state, known.state).length > 0 ? 'installed' : 'unchanged';
}

/** In the order in which a run works. */
export function changesBetween(last: KnownCertificate, known: KnownCertificate): string[] {
  const { order, certificate, txtRecords = [], runUntil } = known.state ?? {};
  const { order: lastOrder, certificate: lastCertificate, txtRecords: lastRecords = [] } = last.state ?? {};
  const isNewRun = runUntil !== undefined && runUntil.getTime() !== last.state?.runUntil?.getTime();
  const isNewOrder = order?.url !== undefined && order.url !== lastOrder?.url;
  const published = namesBeside(txtRecords, lastRecords);
  const removed = namesBeside(lastRecords, txtRecords);
  const isNew = certificate && certificate.version !== lastCertificate?.version;
  return [
    ...(isNewRun ? ['A run has begun.'] : []),
    ...(isNewOrder ? ['The CA has taken the order.'] : []),
    ...(published.length > 0 ? [`TXT values go to ${published.join(', ')}.`] : []),
    ...(isNew
      ? [`The certificate is issued and stored: valid until ${dayAndTime(certificate.notAfter)}.`]
      : []),
    ...newInstallations(last.state, known.state).map((region) => `It is in ACM of ${region}.`),
    ...(removed.length > 0 ? [`TXT values are gone from ${removed.join(', ')}.`] : []),
  ];
}

type Records = CertificateState['txtRecords'];

function namesBeside(records: Records, others: Records): string[] {
  const known = new Set(others.map(({ name, value }) => `${name} ${value}`));
  const beside = records.filter(({ name, value }) => !known.has(`${name} ${value}`));
  return [...new Set(beside.map(({ name }) => name))];
}

function newInstallations(last: CertificateState | undefined, state: CertificateState | undefined): string[] {
  return Object.entries(state?.installations ?? {}).flatMap(([region, { importedAt }]) => {
    const before = last?.installations[region]?.importedAt;
    return before?.getTime() === importedAt.getTime() ? [] : [region];
  });
}
