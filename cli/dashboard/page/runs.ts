/** The runs of the last 30 days on one axis, and as a list. Pure: the caller passes the time. */
import type { Certificate } from './chosen.ts';
import { DAY_MS } from './time-words.ts';

export type Run = Certificate['history'][number];

const DAYS = 30;

/** In percent of the axis: its begin is 30 days ago, its end is now. */
export function placeOf(ms: number, nowMs: number): number {
  const share = (ms - (nowMs - DAYS * DAY_MS)) / (DAYS * DAY_MS);
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
}

export type Mark = { outcome: string; at: string; from: number; to: number };

/** What failed lies above what did not, and a renewal above an unchanged run. */
const LAYERS = ['unchanged', 'retired', 'installed', 'renewed', 'failed'];

export function marksOf(history: readonly Run[], nowMs: number): Mark[] {
  return history
    .map(({ at, since = at, outcome }) => ({
      outcome,
      at,
      from: placeOf(Date.parse(since), nowMs),
      to: placeOf(Date.parse(at), nowMs),
    }))
    .toSorted((one, other) => LAYERS.indexOf(one.outcome) - LAYERS.indexOf(other.outcome));
}

/** The begins of days: every seventh, counted from today. */
export function daysOf(nowMs: number): { at: string; place: number }[] {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  return [28, 21, 14, 7, 0].map((days) => {
    const ms = today - days * DAY_MS;
    return { at: new Date(ms).toISOString(), place: placeOf(ms, nowMs) };
  });
}

/** Runs in a row that ended alike. */
export type Fold = { newest: Run; count: number; since: string; runs: readonly Run[] };

/** The newest first. Only runs that changed nothing, or failed alike, are one. */
export function foldedRuns(history: readonly Run[]): Fold[] {
  const folds: Fold[] = [];
  for (const run of history.toReversed()) {
    const last = folds.at(-1);
    const { count = 1, since = run.at } = run;
    if (last && isAlike(last.newest, run)) {
      folds[folds.length - 1] = { ...last, count: last.count + count, since, runs: [...last.runs, run] };
    } else folds.push({ newest: run, count, since, runs: [run] });
  }
  return folds;
}

function isAlike(one: Run, other: Run): boolean {
  if (one.outcome !== other.outcome || one.code !== other.code) return false;
  return one.outcome === 'unchanged' || (one.outcome === 'failed' && !one.serial && !other.serial);
}

export type StepShare = {
  step: string;
  tookMs: number;
  saw?: string | undefined;
  from: number;
  width: number;
};

/** Each step's share of their time, in percent, one behind the other. */
export function sharesOf(steps: NonNullable<Run['steps']>): StepShare[] {
  const wholeMs = steps.reduce((sum, { tookMs }) => sum + tookMs, 0);
  let before = 0;
  return steps.map(({ step, tookMs, saw }) => {
    const width = wholeMs === 0 ? 0 : percent(tookMs / wholeMs);
    const from = wholeMs === 0 ? 0 : percent(before / wholeMs);
    before += tookMs;
    return { step, tookMs, saw, from, width };
  });
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}

/** Of what the program calls `waitForPropagation`: `wait for propagation`. */
export function stepWords(step: string): string {
  return step.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
