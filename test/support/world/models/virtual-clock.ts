/**
 * The clock of a world that lives through months. Like the manual clock it jumps to the next action once the event loop is
 * idle. It has deadlines of its own: the real `deadlineIn` counts the machine's milliseconds, in which no modelled day
 * ever passes. The models act on this clock only.
 */
import { deadlineExceeded } from '../../../../functions/engine/deadline.ts';
import type { Clock, Deadline } from '../../../../functions/engine/ports/time.ts';
import { createTimeline } from './timeline.ts';

export interface VirtualClock extends Clock {
  /** Aborts on this clock. Whoever asked for it must release it. */
  deadlineIn(ms: number, what?: string): Deadline & { release(): void };
  /** Does something later, whatever else happens. */
  later(ms: number, act: () => void): void;
  /** Resolves at that time, or at once when it has passed. */
  until(at: Date): Promise<void>;
  /** Stands still during work outside the models, such as a request over a real socket. */
  during<Result>(work: Promise<Result>): Promise<Result>;
}

/** A deadline that never comes, for work outside runs. */
export const FOREVER: Deadline = {
  at: new Date('2999-01-01T00:00:00Z'),
  signal: new AbortController().signal,
};

export function createVirtualClock(start: Date): VirtualClock {
  const timeline = createTimeline();
  /** Signals that abort at their deadline's `at` and never before: a sleep that ends there need not listen to them. */
  const punctual = new WeakSet<AbortSignal>([FOREVER.signal]);
  let nowMs = start.getTime();
  let jumpIsDue = false;
  let underWay = 0;

  function happen(atMs: number, act: () => void): void {
    timeline.add({ atMs, act });
    jumpWhenIdle();
  }

  function jumpWhenIdle(): void {
    if (jumpIsDue) return;
    jumpIsDue = true;
    setImmediate(() => {
      jumpIsDue = false;
      const next = underWay > 0 ? undefined : timeline.take();
      if (!next) return;
      nowMs = Math.max(nowMs, next.atMs);
      next.act();
      jumpWhenIdle();
    });
  }

  function sleep(ms: number, { at, signal }: Deadline): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const endMs = Math.min(nowMs + ms, at.getTime());
    const isCutShort = endMs < nowMs + ms;
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      if (!punctual.has(signal)) signal.addEventListener('abort', onAbort, { once: true });
      happen(endMs, () => {
        signal.removeEventListener('abort', onAbort);
        if (isCutShort) reject(deadlineExceeded('this run'));
        else resolve();
      });
    });
  }

  return {
    now: () => new Date(nowMs),
    sleep,
    later: (ms, act) => happen(nowMs + ms, act),
    until: (at) => sleep(at.getTime() - nowMs, FOREVER),
    during: async (work) => {
      underWay += 1;
      try {
        return await work;
      } finally {
        underWay -= 1;
        jumpWhenIdle();
      }
    },
    deadlineIn: (ms, what = 'this run') => {
      const controller = new AbortController();
      punctual.add(controller.signal);
      let isReleased = false;
      happen(nowMs + ms, () => {
        if (!isReleased) controller.abort(deadlineExceeded(what));
      });
      const release = () => {
        isReleased = true;
      };
      return { at: new Date(nowMs + ms), signal: controller.signal, release };
    },
  };
}
