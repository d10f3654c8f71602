/** Deadlines: the one bound that every wait and every outside call of a run shares. */
import { RenewerError } from './errors.ts';
import type { Clock, Deadline } from './ports/time.ts';

/** A deadline `ms` from now. Its timer does not keep the process alive. */
export function deadlineIn(ms: number, clock: Pick<Clock, 'now'>, what = 'this run'): Deadline {
  const at = new Date(clock.now().getTime() + Math.max(0, ms));
  const controller = new AbortController();
  const abort = () => controller.abort(deadlineExceeded(what));
  if (ms <= 0) abort();
  else setTimeout(abort, ms).unref();
  return { at, signal: controller.signal };
}

/**
 * A bound for a part of the work that `outer` bounds: `ms` from now at most, and never later than `outer`. Where that comes
 * first it is `outer` itself: of two timers of one length, either may fire first, and so give its reason.
 */
export function deadlineWithin(
  outer: Deadline,
  ms: number,
  clock: Pick<Clock, 'now'>,
  what?: string,
): Deadline {
  const leftMs = remainingMs(outer, clock);
  if (leftMs > 0 && leftMs <= ms) return outer;
  const { at, signal } = deadlineIn(Math.min(ms, leftMs), clock, what);
  return { at, signal: AbortSignal.any([outer.signal, signal]) };
}

export function deadlineExceeded(what: string): RenewerError {
  return new RenewerError({
    code: 'deadline-exceeded',
    disposition: 'next-run',
    message: `The time for ${what} is used up.`,
    adviceToCaller: 'Run this again: nothing is lost.',
    next: 'Nothing is lost: the next run continues from the stored state.',
  });
}

/** The work's outcome, or the signal's reason when that comes first, also where the work ignores the signal. */
export async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

export function remainingMs(deadline: Deadline, clock: Pick<Clock, 'now'>): number {
  return Math.max(0, deadline.at.getTime() - clock.now().getTime());
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, deadline) =>
    new Promise((resolve, reject) => {
      if (deadline.signal.aborted) return reject(deadline.signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(deadline.signal.reason);
      };
      const timer = setTimeout(() => {
        deadline.signal.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      deadline.signal.addEventListener('abort', onAbort, { once: true });
    }),
};
