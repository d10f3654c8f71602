/** The part of the printed page about the whole command: how long it took, beside the floor and the aim. Pure. */

import { table } from '../text-table.ts';
import { median, spread } from './statistics.ts';
import type { TryRuns } from './try-runs.ts';

/** At a lag of 2 s, for each name and server. */
const MOST_QUESTIONS = 15;
/** Over the floor, for up to ten names and for up to a hundred. */
const AIM_FOR_TEN_MS = 250;
const AIM_FOR_MORE_MS = 600;

export function tryPage(results: readonly TryRuns[]): string[] {
  const rounds = results[0]?.tryMs.length ?? 0;
  return [
    `TRY  the whole process of the packaged command, Node's start included; medians of ${rounds} interleaved runs`,
    ...table([
      [
        'names / zones / lag',
        'try',
        'min–max',
        'floor',
        'min–max',
        'over floor',
        'aim',
        '',
        'DNS questions',
        'a name and server',
      ],
      ...results.map(row),
    ]),
  ];
}

function row({ nameCount, zoneCount, lagMs, tryMs, floorMs, mostQuestions, pairs }: TryRuns): string[] {
  const took = median(tryMs);
  const floor = median(floorMs);
  const aim = aimMs(nameCount, floor);
  const eachMost = mostQuestions / Math.max(pairs, 1);
  return [
    `${nameCount} / ${zoneCount} / ${lagMs / 1000} s`,
    `${seconds(took)} s`,
    spread(tryMs, seconds),
    `${seconds(floor)} s`,
    spread(floorMs, seconds),
    `+${seconds(took - floor)} s`,
    `≤ ${seconds(aim)} s`,
    took <= aim ? 'met' : 'MISSED',
    `${mostQuestions}`,
    `${eachMost.toFixed(1)}${eachMost <= MOST_QUESTIONS || lagMs > 2_000 ? '' : ' MISSED'}`,
  ];
}

function aimMs(nameCount: number, floorMs: number): number {
  return floorMs + (nameCount <= 10 ? AIM_FOR_TEN_MS : AIM_FOR_MORE_MS);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
