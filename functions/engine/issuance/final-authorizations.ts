/**
 * Waits until the CA has judged authorizations (RFC 8555 §7.1.6). One that fails ends the order while the CA still validates
 * the others. Until it has judged one that was answered, its TXT value must stay, and its failure is not counted yet.
 */
import pMap from 'p-map';
import { attemptEach } from '../attempt.ts';
import { deadlineWithin, remainingMs } from '../deadline.ts';
import type { AcmeServer, Authorization, Order } from '../ports/acme.ts';
import type { TxtRecord } from '../ports/dns.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { fetchAuthorizations, PARALLEL_READS } from './challenges.ts';
import { isAboutTheOrder, keepsValues } from './failure-cost.ts';
import type { Answered, IssuanceJob } from './issuance-job.ts';

export type FinalPorts = { acme: Pick<AcmeServer, 'getAuthorization'>; clock: Clock };

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
const PAUSE_GROWTH = 1.5;

/** Left of the run's time, to write down what failed. */
const RESERVE_MS = 5_000;

/** For a value that goes when the run ends. The host below it may be offline all the while. */
const LONGEST_VERDICT_MS = 30_000;

/**
 * The authorizations once none is pending for which `longestMs` leaves time, or shortly before the deadline. One that nobody
 * has answered stays pending for days.
 */
export async function awaitFinalAuthorizations(
  order: Order,
  { acme, clock }: FinalPorts,
  longestMs: (authorization: Authorization) => number,
  deadline: Deadline,
): Promise<Authorization[]> {
  const startedMs = clock.now().getTime();
  const mostMs = remainingMs(deadline, clock) - RESERVE_MS;
  let authorizations = await fetchAuthorizations(order, acme, deadline);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = nextPauseMs(pauseMs)) {
    const nextReadMs = clock.now().getTime() + pauseMs - startedMs;
    const isAwaited = (known: Authorization) =>
      known.status === 'pending' && nextReadMs <= Math.min(mostMs, longestMs(known));
    const awaited = new Set(authorizations.filter(isAwaited));
    if (awaited.size === 0) return authorizations;
    await clock.sleep(pauseMs, deadline);
    const readAgain = (known: Authorization) =>
      awaited.has(known) ? acme.getAuthorization(known.url, deadline) : known;
    authorizations = await pMap(authorizations, readAgain, { concurrency: PARALLEL_READS });
  }
}

/**
 * After a failure: ends once the CA has judged what this run has answered, as far as its TXT values go now. MUST NOT throw.
 * Half of the time of the clean-up is left for it.
 */
export async function awaitVerdicts(
  thrown: unknown,
  answered: Answered,
  { steps, cleanUpDeadline }: Pick<IssuanceJob, 'steps' | 'cleanUpDeadline'>,
  { acme, clock }: FinalPorts,
): Promise<void> {
  const staying = keepsValues(thrown, steps.current);
  const goes = ({ brief = false }: TxtRecord) => brief || !staying;
  let open = [...answered].filter(([, record]) => goes(record)).map(([url]) => url);
  const waitMs = Math.min(LONGEST_VERDICT_MS, remainingMs(cleanUpDeadline, clock) / 2);
  const deadline = deadlineWithin(cleanUpDeadline, waitMs, clock, "the CA's verdict");
  for (let pauseMs = FIRST_PAUSE_MS; open.length > 0; pauseMs = nextPauseMs(pauseMs)) {
    const read = (url: string) => acme.getAuthorization(url, deadline);
    const reads = await attemptEach(open, PARALLEL_READS, read, deadline);
    // What the CA does not answer for may be pending.
    open = reads
      .filter((made) => ('error' in made ? !isAboutTheOrder(made.error) : made.value.status === 'pending'))
      .map(({ item }) => item);
    if (deadline.signal.aborted || remainingMs(deadline, clock) < pauseMs) return;
    if (open.length > 0) await clock.sleep(pauseMs, deadline).catch(() => undefined);
  }
}

function nextPauseMs(pauseMs: number): number {
  return Math.min(pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS);
}
