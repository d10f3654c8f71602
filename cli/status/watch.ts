/**
 * Reads the status again and again until it is interrupted: one reading at a time, and a pause after it that grows with what it
 * took. A deployment may only be on its way, so a renewer that is not there yet is waited for.
 */
import { deadlineIn } from '../../functions/engine/deadline.ts';
import { asRenewerError } from '../../functions/engine/errors.ts';
import type { Clock, Deadline } from '../../functions/engine/ports/time.ts';
import { toldHere } from '../warn.ts';
import type { Reading } from './read.ts';
import type { Screen } from './screen.ts';

export type WatchPorts = {
  read(deadline: Deadline): Promise<Reading>;
  screen: Pick<Screen, 'show' | 'fail'>;
  clock: Clock;
  /** Ends it. */
  signal: AbortSignal;
};

const READING_MS = 60_000;
const PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** A reading of a large fleet takes seconds, and costs as much as it takes. */
const PAUSE_PER_READING = 9;

/** Returns when `signal` aborts. @throws RenewerError of the first reading, unless it only found no renewer. */
export async function watchStatus({ read, screen, clock, signal }: WatchPorts): Promise<void> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const startedMs = clock.now().getTime();
    const bound = deadlineIn(READING_MS + LONGEST_PAUSE_MS, clock, 'reading the certificates');
    const deadline = { at: bound.at, signal: AbortSignal.any([bound.signal, signal]) };
    try {
      screen.show(await read(deadline));
    } catch (thrown) {
      if (signal.aborted) return;
      const error = asRenewerError(thrown);
      if (isFirst && error.code !== 'config-invalid') throw error;
      screen.fail(toldHere(error));
    }
    const tookMs = clock.now().getTime() - startedMs;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, tookMs * PAUSE_PER_READING));
    await clock.sleep(pauseMs, { at: new Date(clock.now().getTime() + 2 * pauseMs), signal }).catch(() => {});
  }
}
