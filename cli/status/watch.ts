/**
 * Reads the status again and again until it is interrupted: one reading at a time, and a pause after it that grows with what it
 * took. A deployment may only be on its way, so a renewer that is not there yet is waited for.
 */
import { deadlineIn } from '../../functions/engine/deadline.ts';
import { asRenewerError, type RenewerError } from '../../functions/engine/errors.ts';
import type { Clock, Deadline } from '../../functions/engine/ports/time.ts';

export type WatchPorts<Reading> = {
  read(deadline: Deadline): Promise<Reading>;
  screen: {
    show(reading: Reading): void;
    /** A reading that failed; the next one comes. */
    fail(error: RenewerError): void;
  };
  /** Of the first reading: it ends this. @default - all but that there is no renewer */
  isFinal?: (error: RenewerError) => boolean;
  clock: Clock;
  /** Ends it. */
  signal: AbortSignal;
};

const READING_MS = 60_000;
const PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** A reading of a large fleet takes seconds, and costs as much as it takes. */
const PAUSE_PER_READING = 9;

/** Returns when `signal` aborts. @throws RenewerError of the first reading, where it is final. */
export async function watchStatus<Reading>({
  read,
  screen,
  isFinal = ({ code }) => code !== 'config-invalid',
  clock,
  signal,
}: WatchPorts<Reading>): Promise<void> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const startedMs = clock.now().getTime();
    const bound = deadlineIn(READING_MS + LONGEST_PAUSE_MS, clock, 'reading the certificates');
    const deadline = { at: bound.at, signal: AbortSignal.any([bound.signal, signal]) };
    try {
      screen.show(await read(deadline));
    } catch (thrown) {
      if (signal.aborted) return;
      const error = asRenewerError(thrown);
      if (isFirst && isFinal(error)) throw error;
      screen.fail(error);
    }
    const tookMs = clock.now().getTime() - startedMs;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, tookMs * PAUSE_PER_READING));
    await clock.sleep(pauseMs, { at: new Date(clock.now().getTime() + 2 * pauseMs), signal }).catch(() => {});
  }
}
