/**
 * A clock without waiting. While anything sleeps on it, its time jumps to the earliest waking as soon as the event loop is
 * idle, so that many sleepers wake in the right order and no test takes longer than its work. Not for tests with real
 * sockets or processes: it does not wait for them.
 */
import { deadlineExceeded } from '../../functions/engine/deadline.ts';
import type { Clock } from '../../functions/engine/ports/time.ts';

export interface ManualClock extends Clock {
  /** Moves the time without a sleep; wakes the sleepers whose time has come. */
  advance(ms: number): void;
}

type Sleeper = { wakeAtMs: number; wake: () => void };

/** @param start ISO 8601 or a Date. */
export function createManualClock(start: Date | string): ManualClock {
  let nowMs = new Date(start).getTime();
  let jumpIsDue = false;
  const sleepers = new Set<Sleeper>();

  const wakeUntil = (untilMs: number) => {
    nowMs = Math.max(nowMs, untilMs);
    for (const sleeper of [...sleepers].filter(({ wakeAtMs }) => wakeAtMs <= nowMs)) {
      sleepers.delete(sleeper);
      sleeper.wake();
    }
  };
  const jumpWhenIdle = () => {
    if (jumpIsDue || sleepers.size === 0) return;
    jumpIsDue = true;
    setImmediate(() => {
      jumpIsDue = false;
      if (sleepers.size > 0) wakeUntil(Math.min(...[...sleepers].map(({ wakeAtMs }) => wakeAtMs)));
      jumpWhenIdle();
    });
  };

  return {
    now: () => new Date(nowMs),
    advance: (ms) => wakeUntil(nowMs + ms),
    sleep: (ms, deadline) =>
      new Promise((resolve, reject) => {
        if (deadline.signal.aborted) return reject(deadline.signal.reason);
        const cutShort = nowMs + ms > deadline.at.getTime();
        const sleeper: Sleeper = {
          wakeAtMs: cutShort ? deadline.at.getTime() : nowMs + ms,
          wake: () => {
            deadline.signal.removeEventListener('abort', onAbort);
            if (cutShort) reject(deadlineExceeded('this run'));
            else resolve();
          },
        };
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(deadline.signal.reason);
        };
        deadline.signal.addEventListener('abort', onAbort, { once: true });
        sleepers.add(sleeper);
        jumpWhenIdle();
      }),
  };
}
