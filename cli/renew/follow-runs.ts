/**
 * Starts the runs that serve requests of one renewer, and follows them: sends the messages, a few ahead of the runs, asks the
 * tables again and again, tells what changes, and says how each run ended. A run removes its request after its report; so once
 * a request is gone, the state has the outcome. It writes nothing.
 */
import { RENEWALS_PER_MINUTE } from '../../functions/engine/config/limits.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { Clock, Deadline } from '../../functions/engine/ports/time.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import { dayAndTime } from '../status/instant-text.ts';
import { toldHere } from '../warn.ts';
import { awakeMs } from './awake-time.ts';

/** A request for a check. */
export type Check = {
  id: string;
  certificateName: string;
  /** As it was when the request was made. */
  before: KnownCertificate;
};

export type RunOutcome = {
  outcome: 'renewed' | 'installed' | 'unchanged' | 'failed' | 'removed';
  known: KnownCertificate | undefined;
};

export type FollowPorts<One extends Check> = {
  clock: Clock;
  findOpen(checks: readonly One[], deadline: Deadline): Promise<Set<string>>;
  read(certificateNames: readonly string[], deadline: Deadline): Promise<KnownCertificate[]>;
  /** MUST NOT fail: what is not sent comes with a tick. */
  send(certificateNames: readonly string[], deadline: Deadline): Promise<void>;
  step(check: One, words: string): void;
  ended(check: One, ended: RunOutcome): void;
  warn(message: string): void;
};

/** More than that in the queue at once would wait there for so long that an alarm tells of it; a tick of ten minutes sends no more either. */
export const MOST_SENT = 10 * RENEWALS_PER_MINUTE;

const PAUSE_MS = 2_000;
/** A hundred certificates and more change all the time. */
const LONG_PAUSE_MS = 5_000;
const MANY = 100;

/** Of a run that holds the claim now; then the next tick, and a run in a queue that others fill. */
export const LONGEST_SILENCE_MS = 20 * 60_000;

/**
 * Those that have not ended when none was seen to end for 20 minutes, in which this machine did not sleep. A reading that fails is told
 * once, and comes again: the runs continue meanwhile, and a person may sign in again.
 *
 * @throws the deadline's reason, and what the first reading throws.
 */
export async function followRuns<One extends Check>(
  checks: readonly One[],
  ports: FollowPorts<One>,
  deadline: Deadline,
): Promise<One[]> {
  const { clock } = ports;
  const sent = new Set<One>();
  const last = new Map(checks.map((check) => [check, check.before]));
  let open = [...checks];
  const readOn = keptUp(ports.warn, deadline);
  let silentMs = 0;
  let askedAt = clock.now();
  for (;;) {
    await sendAhead(open, sent, ports, deadline);
    const news = await readOn(() => readNews(open, sent, ports, deadline));
    const { served } = news;
    tell(news, last, ports);
    open = open.filter((check) => !served.includes(check));
    if (open.length === 0) return [];
    const now = clock.now();
    silentMs = served.length > 0 ? 0 : silentMs + awakeMs(askedAt, now);
    askedAt = now;
    if (silentMs >= LONGEST_SILENCE_MS) return open;
    await clock.sleep(checks.length > MANY ? LONG_PAUSE_MS : PAUSE_MS, deadline);
  }
}

/** Once one has worked, a reading that fails gives nothing new. */
function keptUp(warn: (message: string) => void, { signal }: Deadline) {
  let hasWorked = false;
  let told = '';
  return async <One extends Check>(read: () => Promise<News<One>>): Promise<News<One>> => {
    try {
      const news = await read();
      hasWorked = true;
      told = '';
      return news;
    } catch (thrown) {
      if (!hasWorked || signal.aborted) throw thrown;
      const message = toldHere(thrown);
      if (message !== told) warn(`The checks go on; reading them failed, and is tried again: ${message}`);
      told = message;
      return { watched: [], served: [], read: [] };
    }
  };
}

async function sendAhead<One extends Check>(
  open: readonly One[],
  sent: Set<One>,
  { send }: Pick<FollowPorts<One>, 'send'>,
  deadline: Deadline,
): Promise<void> {
  const waiting = open.filter((check) => !sent.has(check));
  const next = waiting.slice(0, MOST_SENT - (open.length - waiting.length));
  if (next.length === 0) return;
  for (const check of next) sent.add(check);
  await send(
    next.map(({ certificateName }) => certificateName),
    deadline,
  );
}

type News<One extends Check> = {
  watched: readonly One[];
  /** Of those, whose request is gone. */
  served: readonly One[];
  read: readonly KnownCertificate[];
};

async function readNews<One extends Check>(
  open: readonly One[],
  sent: ReadonlySet<One>,
  ports: Pick<FollowPorts<One>, 'findOpen' | 'read'>,
  deadline: Deadline,
): Promise<News<One>> {
  // In this order: the report comes before the removal.
  const openIds = await ports.findOpen(open, deadline);
  const served = open.filter(({ id }) => !openIds.has(id));
  const watched = [...new Set([...served, ...open.filter((check) => sent.has(check))])];
  const names = watched.map(({ certificateName }) => certificateName);
  return { watched, served, read: names.length > 0 ? await ports.read(names, deadline) : [] };
}

function tell<One extends Check>(
  { watched, served, read }: News<One>,
  last: Map<One, KnownCertificate>,
  ports: Pick<FollowPorts<One>, 'step' | 'ended'>,
): void {
  const byName = new Map(read.map((known) => [known.certificateName, known]));
  for (const check of watched) {
    const known = byName.get(check.certificateName);
    const before = last.get(check) ?? check.before;
    if (known) {
      for (const words of changesBetween(before, known)) ports.step(check, words);
      last.set(check, known);
    }
    if (served.includes(check)) ports.ended(check, { outcome: outcomeOf(check.before, known), known });
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
    ...(isNewRun ? ['a run has begun'] : []),
    ...(isNewOrder ? ['the CA has taken the order'] : []),
    ...(published.length > 0 ? [`TXT values go to ${published.join(', ')}`] : []),
    ...(isNew
      ? [`the certificate is issued and stored, valid until ${dayAndTime(certificate.notAfter)}`]
      : []),
    ...newInstallations(last.state, known.state).map((region) => `it is in ACM of ${region}`),
    ...(removed.length > 0 ? [`TXT values are gone from ${removed.join(', ')}`] : []),
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
