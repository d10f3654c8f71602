/**
 * The runs of the last 30 days, as the state keeps them. It is bounded: runs that end alike are one entry, and the item of a
 * table has 400 KB at most. Pure.
 */
import { printable } from '../errors.ts';
import type { HistoryEntry } from './state.ts';

const LONGEST_MS = 30 * 24 * 60 * 60 * 1000;
const MOST_ENTRIES = 40;
const LONGEST_MESSAGE = 300;
const MOST_STEPS = 30;
const MOST_CHALLENGES = 10;
/** One that was asked for comes before all others with its key. */
const MOST_REVOKED = 10;
const NEVER_MS = Number.MAX_SAFE_INTEGER;
/** What steps and challenges saw, of all runs together, as JSON. The rest of a history has 150 KB at most. */
const SIGHTS_BYTES = 24_000;

/** `history` with the run that ends now behind it. */
export function withRun(history: readonly HistoryEntry[] | undefined, run: HistoryEntry): HistoryEntry[] {
  const before = history ?? [];
  const last = before.at(-1);
  const joined =
    last && isAlike(last, run) ? [...before.slice(0, -1), joinedWith(last, run)] : [...before, bounded(run)];
  const oldest = run.at.getTime() - LONGEST_MS;
  return withinBudget(joined.filter(({ at }) => at.getTime() > oldest).slice(-MOST_ENTRIES));
}

/** The oldest runs lose first what they saw. */
function withinBudget(history: readonly HistoryEntry[]): HistoryEntry[] {
  let bytes = 0;
  return history
    .toReversed()
    .map((run) => {
      bytes += sightsBytes(run);
      return bytes > SIGHTS_BYTES ? withoutSights(run) : run;
    })
    .toReversed();
}

function sightsBytes({ steps = [], challenges = [] }: HistoryEntry): number {
  const sights = steps.flatMap(({ saw }) => saw ?? []);
  return sights.length + challenges.length === 0
    ? 0
    : Buffer.byteLength(JSON.stringify([sights, challenges]));
}

function withoutSights({ challenges: _, steps, ...run }: HistoryEntry): HistoryEntry {
  return { ...run, ...(steps && { steps: steps.map(({ saw: __, ...step }) => step) }) };
}

function isAlike(last: HistoryEntry, run: HistoryEntry): boolean {
  if (last.outcome !== run.outcome) return false;
  // A failed run may have issued a certificate before.
  if (last.serial !== undefined || run.serial !== undefined) return false;
  return (run.outcome === 'unchanged' || run.outcome === 'failed') && last.code === run.code;
}

function joinedWith({ at, since = at, count = 1 }: HistoryEntry, run: HistoryEntry): HistoryEntry {
  return { ...bounded(run), since, count: count + 1 };
}

function bounded({ message, steps, challenges = [], revoked, ...run }: HistoryEntry): HistoryEntry {
  const slowest = challenges.toSorted((a, b) => (b.tookMs ?? NEVER_MS) - (a.tookMs ?? NEVER_MS));
  return {
    ...run,
    ...(run.outcome !== 'unchanged' && steps && { steps: steps.slice(-MOST_STEPS) }),
    ...(challenges.length > 0 && { challenges: slowest.slice(0, MOST_CHALLENGES) }),
    ...(revoked && { revoked: revoked.slice(0, MOST_REVOKED) }),
    ...(message !== undefined && { message: printable(message, LONGEST_MESSAGE - 1) }),
  };
}
