/**
 * Waiting that a laptop may sleep through: the time of its sleep counts for nothing, since nobody asked meanwhile. Whatever has
 * passed while it slept is judged only after another question.
 */
import { deadlineExceeded } from '../../functions/engine/deadline.ts';
import type { Clock, Deadline } from '../../functions/engine/ports/time.ts';

/** Two looks at the clock are never further apart while the machine is awake: a reading ends within a minute. */
const LONGEST_STEP_MS = 60_000;

/** How long the machine was awake between two looks. A clock that was set back tells nothing. */
export function awakeMs(from: Date, to: Date): number {
  return Math.max(0, Math.min(to.getTime() - from.getTime(), LONGEST_STEP_MS));
}

const LOOK_EVERY_MS = 10_000;

/** A deadline after `longestMs` awake. @returns also what ends its clock. */
export function deadlineAwakeIn(
  longestMs: number,
  clock: Clock,
  what: string,
): { deadline: Deadline; stop(): void } {
  const [over, stopped] = [new AbortController(), new AbortController()];
  let leftMs = longestMs;
  let lookedAt = clock.now();

  async function count() {
    while (leftMs > 0) {
      const pauseMs = Math.min(LOOK_EVERY_MS, leftMs);
      await clock.sleep(pauseMs, { at: new Date(lookedAt.getTime() + 2 * pauseMs), signal: stopped.signal });
      const now = clock.now();
      leftMs -= awakeMs(lookedAt, now);
      lookedAt = now;
    }
    over.abort(deadlineExceeded(what));
  }
  // It fails only when it is stopped.
  count().catch(() => undefined);
  return {
    deadline: {
      get at() {
        return new Date(lookedAt.getTime() + leftMs);
      },
      signal: over.signal,
    },
    stop: () => stopped.abort(new Error('stopped')),
  };
}
