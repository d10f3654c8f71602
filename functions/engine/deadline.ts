/** Deadlines: the one bound that every wait and every outside call of a run shares. */
import { factsOf, RenewerError } from './errors.ts';
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

/** A deadline that ended a request: it tells who was asked and had not answered. */
export class Unanswered extends RenewerError {
  /** `DNScale did not answer within 9 s`. */
  readonly said: string;
  readonly whatToDo: string;

  constructor(reason: RenewerError, { who, request, waitedMs }: Unheard) {
    const said = `${who} did not answer within ${Math.round(waitedMs / 1_000)} s`;
    const whatToDo = `See whether ${who} is up, and whether this network lets https out to it; a proxy is not used.`;
    super({
      code: reason.code,
      disposition: reason.disposition,
      message: `${factsOf(reason)} ${upperFirst(said)}: ${request}.`,
      advice: reason.advice,
      adviceToCaller: `${whatToDo} Then run this again: nothing is lost.`,
    });
    this.said = said;
    this.whatToDo = whatToDo;
  }
}

export type Unheard = {
  /** Who was asked: `the CA at ca.test`. */
  who: string;
  /** What for, without a secret. */
  request: string;
  waitedMs: number;
};

/** Whoever was asked a moment ago is not to blame. */
const SHORTEST_SILENCE_MS = 1_000;

/** For an edge whose request failed. @throws the deadline's reason, with who did not answer, once the deadline has passed. */
export function throwIfOver({ signal }: Deadline, unheard: Unheard): void {
  if (!signal.aborted) return;
  const { reason } = signal;
  const isDeadline = reason instanceof RenewerError && reason.code === 'deadline-exceeded';
  throw isDeadline && unheard.waitedMs >= SHORTEST_SILENCE_MS ? new Unanswered(reason, unheard) : reason;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The work's outcome, or the signal's reason when that comes first, also where the work ignores the signal. Work that the same
 * signal ends says more than the reason: with `lastWords`, it has one turn for that.
 */
export async function orAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  { lastWords = false } = {},
): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => {
    if (lastWords) setImmediate(() => reject(signal.reason));
    else reject(signal.reason);
  };
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
