/** How far the checks are that a person asked for: which have begun, what each does now, and how they ended. With its text. Pure. */
import type { Paint } from '../page.ts';
import { cut } from '../page.ts';
import type { RunOutcome } from './follow-runs.ts';

export interface Progress {
  step(name: string, words: string, at: number): void;
  end(name: string, outcome: RunOutcome['outcome']): void;
  /** What is under way and how many are done. Times are milliseconds of one monotonic clock. */
  text(now: number, columns: number, paint: Paint): string;
  /** How many ended in each way. */
  counts(): Record<RunOutcome['outcome'], number>;
}

type UnderWay = { words: string; since: number };

/** A terminal has 24 lines, and what happened scrolls above these. */
const MOST_SHOWN = 10;

export function createProgress(total: number, startedAt: number): Progress {
  const underWay = new Map<string, UnderWay>();
  const counts = { renewed: 0, installed: 0, unchanged: 0, failed: 0, removed: 0 };
  const done = () => Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    step(name, words, at) {
      const since = underWay.get(name)?.since ?? at;
      underWay.set(name, { words, since });
    },
    end(name, outcome) {
      underWay.delete(name);
      counts[outcome] += 1;
    },
    text(now, columns, paint) {
      const shown = [...underWay].slice(0, MOST_SHOWN);
      const width = Math.max(0, ...shown.map(([name]) => name.length));
      const lines = shown.map(([name, { words, since }]) => {
        const time = span(now - since).padStart(6);
        return `${cut(`  … ${name.padEnd(width)}  ${words}`, columns - time.length - 1).padEnd(columns - time.length - 1)}${time}`;
      });
      const failed = counts.failed + counts.removed;
      const ended = `${done()} of ${total} done${failed > 0 ? `, ${failed} of them failed` : ''}`;
      const left = `${underWay.size} under way, ${total - done() - underWay.size} wait`;
      const sum = cut(`  ${ended}; ${left} (${span(now - startedAt)})`, columns - 1);
      return [...lines, paint('dim', sum)].join('\n');
    },
    counts: () => ({ ...counts }),
  };
}

/** `1:05`, in minutes and seconds. */
function span(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
