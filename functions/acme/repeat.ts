/**
 * A call to a CA that is out of reach for a moment is made again, a few times and within the run's deadline: what would
 * cost a whole run is mostly over within seconds. Each try is signed anew. A rate limit is never waited for.
 */
import { RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports.ts';

const PAUSES_MS = [200, 500, 1_000, 2_000];

/** @param attempt MUST be harmless when an earlier try was carried out and only its answer was lost. */
export async function repeated<Result>(
  attempt: () => Promise<Result>,
  clock: Pick<Clock, 'sleep'>,
  deadline: Deadline,
): Promise<Result> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!isOutOfReach(thrown)) throw thrown;
      await clock.sleep(pauseMs, deadline);
    }
  }
  return attempt();
}

/** Not when the CA itself named a later time. */
export function isOutOfReach(thrown: unknown): boolean {
  return thrown instanceof RenewerError && thrown.code === 'acme-unavailable' && thrown.retryAt === undefined;
}
