/**
 * The authorizations of an order that the CA has made invalid, once the CA has judged them all (RFC 8555 §7.1.6): one that
 * fails ends the order while the CA still validates the others. Until then their TXT values must stay, and their failures
 * are not counted yet.
 */
import pMap from 'p-map';
import { remainingMs } from '../deadline.ts';
import type { AcmeServer, Authorization, Order } from '../ports/acme.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { fetchAuthorizations, PARALLEL_READS } from './challenges.ts';

export type FinalPorts = { acme: Pick<AcmeServer, 'getAuthorization'>; clock: Clock };

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
const PAUSE_GROWTH = 1.5;

/** Left of the run's time, to write down what failed. */
const RESERVE_MS = 5_000;

/**
 * As the CA shows them when none is pending any more, or after `longestMs`, or shortly before the deadline: one that nobody
 * has answered stays pending for days.
 */
export async function awaitFinalAuthorizations(
  order: Order,
  { acme, clock }: FinalPorts,
  longestMs: number,
  deadline: Deadline,
): Promise<Authorization[]> {
  const waitMs = Math.min(longestMs, remainingMs(deadline, clock) - RESERVE_MS);
  const untilMs = clock.now().getTime() + waitMs;
  const readAgain = (known: Authorization) =>
    known.status === 'pending' ? acme.getAuthorization(known.url, deadline) : known;
  let authorizations = await fetchAuthorizations(order, acme, deadline);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS)) {
    const isFinal = authorizations.every(({ status }) => status !== 'pending');
    if (isFinal || clock.now().getTime() + pauseMs > untilMs) return authorizations;
    await clock.sleep(pauseMs, deadline);
    authorizations = await pMap(authorizations, readAgain, { concurrency: PARALLEL_READS });
  }
}
