/** The runs of one certificate, a line each, the newest first. Times are in UTC. */
import { shortInstant } from '../../functions/engine/notify/time-words.ts';
import type { HistoryEntry } from '../../functions/engine/renewal/state.ts';
import { padded } from '../page.ts';
import { errorWords } from './error-words.ts';

const MOST_RUNS = 10;
const WHEN_WIDTH = '27 Nov 03:15'.length;
const OUTCOME_WIDTH = 'unchanged'.length;

export function runLines(history: readonly HistoryEntry[] = [], now: Date): string[] {
  return history
    .toReversed()
    .slice(0, MOST_RUNS)
    .map((run) => {
      const { at, outcome, tookMs, count = 1, since } = run;
      const when = padded(shortInstant(at, now), WHEN_WIDTH);
      const times = count > 1 && since ? `, ${count} times since ${shortInstant(since, now)}` : '';
      const words = [secondsText(tookMs), ...wordsOf(run, now)].join('  ');
      return `${when}  ${padded(outcome, OUTCOME_WIDTH)}  ${words}${times}`;
    });
}

function wordsOf({ code, serial, notAfter }: HistoryEntry, now: Date): string[] {
  return [
    ...(code === undefined ? [] : [errorWords(code)]),
    ...(serial === undefined ? [] : [`serial ${serial}`]),
    ...(notAfter === undefined ? [] : [`until ${shortInstant(notAfter, now)}`]),
  ];
}

function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(7);
}
