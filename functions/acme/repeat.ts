/**
 * Makes a call again while the CA is out of reach, a few times and within the run's deadline: most troubles that would
 * cost a whole run are over within seconds. Each try is signed anew. Where the CA says for how long it is busy, we wait
 * seconds, but not hours.
 */
import { remainingMs } from '../engine/deadline.ts';
import { isCaAway, RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';

const PAUSES_MS = [200, 500, 1_000, 2_000];

/** A CA that asks for a longer wait than this is left alone until a later run. */
const LONGEST_HONOURED_MS = 10_000;

type Waiting = Pick<Clock, 'now' | 'sleep'>;

/**
 * @param call MUST be harmless when the CA carried an earlier try out and only the answer was lost.
 * @param isEnough asked after each failure but the last: whether another try is pointless. @default never
 */
export async function repeated<Result>(
  call: () => Promise<Result>,
  clock: Waiting,
  deadline: Deadline,
  isEnough: (thrown: unknown) => boolean = () => false,
): Promise<Result> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await call();
    } catch (thrown) {
      if (isEnough(thrown)) throw thrown;
      const askedMs = isOutOfReach(thrown) ? 0 : busyForMs(thrown, clock);
      if (askedMs > Math.min(LONGEST_HONOURED_MS, remainingMs(deadline, clock))) throw thrown;
      await clock.sleep(Math.max(pauseMs, askedMs), deadline);
    }
  }
  return call();
}

/** The CA is away, and has not named a later time itself. */
export function isOutOfReach(thrown: unknown): boolean {
  return thrown instanceof RenewerError && isCaAway(thrown) && thrown.retryAt === undefined;
}

const BUSY = ['acme-unavailable', 'acme-rate-limited'];

/** How long the CA asks us to wait, in an answer that says it did nothing; infinite for everything else. */
function busyForMs(thrown: unknown, clock: Pick<Clock, 'now'>): number {
  if (!(thrown instanceof RenewerError) || !thrown.retryAt || !BUSY.includes(thrown.code)) {
    return Number.POSITIVE_INFINITY;
  }
  return thrown.retryAt.getTime() - clock.now().getTime();
}
