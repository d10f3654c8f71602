/** Counts the events of the runs and keeps none: a year has a million of them. */
import type { ErrorCode } from '../../../../functions/engine/errors.ts';
import type { EventSink, RunEvent } from '../../../../functions/engine/ports/events.ts';

export interface RunLog extends EventSink {
  /** Notes, in words, a run that could not even report. */
  lost(words: string): void;
  /** Notes a trial of the token that could say nothing of it, by its code. */
  untried(code: ErrorCode): void;
  ended(durationMs: number): void;
  readonly runs: number;
  readonly longestMs: number;
  /** Of all runs together. */
  readonly totalMs: number;
  readonly lostRuns: readonly string[];
  readonly untriedCodes: readonly ErrorCode[];
  /** How often each event came; a failure by code and step, a decision "due" by its reason. */
  readonly counts: ReadonlyMap<string, number>;
}

export function createRunLog(): RunLog {
  const counts = new Map<string, number>();
  const lostRuns: string[] = [];
  const untriedCodes: ErrorCode[] = [];
  let runs = 0;
  let longestMs = 0;
  let totalMs = 0;
  return {
    emit: (event) => {
      const key = keyOf(event);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    lost: (words) => {
      lostRuns.push(words);
    },
    untried: (code) => {
      untriedCodes.push(code);
    },
    ended: (durationMs) => {
      runs += 1;
      totalMs += durationMs;
      longestMs = Math.max(longestMs, durationMs);
    },
    get runs() {
      return runs;
    },
    get totalMs() {
      return totalMs;
    },
    get longestMs() {
      return longestMs;
    },
    lostRuns,
    untriedCodes,
    counts,
  };
}

function keyOf(event: RunEvent): string {
  if (event.event === 'run-failed') return `failed: ${event.code} at ${event.step}`;
  if (event.event === 'run-skipped' && event.reason.startsWith('a later tick')) return 'skipped: too late';
  if (event.event === 'decided' && event.due) return `due: ${event.reason}`;
  // The first words of the message tell the kind of the warning; names and reasons follow.
  if (event.event === 'warning') return `warned: ${event.message.split(' ').slice(0, 5).join(' ')}`;
  return event.event;
}
