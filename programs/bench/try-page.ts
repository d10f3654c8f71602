/** The part of the printed page about the whole command: how long it took, beside the floor and the aim. Pure. */

import { table } from '../text-table.ts';
import { median, spread } from './statistics.ts';
import type { TryRuns } from './try-runs.ts';

const MOST_QUESTIONS = 15;

export function tryPage(results: readonly TryRuns[]): string[] {
  const rounds = results[0]?.tryMs.length ?? 0;
  return [
    `TRY  the whole process, Node's start included; medians of ${rounds} interleaved runs`,
    ...table([
      ['names / zones / lag', 'try', 'min–max', 'floor', 'min–max', 'aim', '', 'DNS questions'],
      ...results.map(row),
    ]),
  ];
}

function row({ nameCount, zoneCount, lagMs, tryMs, floorMs, mostQuestions }: TryRuns): string[] {
  const took = median(tryMs);
  const floor = median(floorMs);
  const aim = aimMs(nameCount, floor);
  return [
    `${nameCount} / ${zoneCount} / ${lagMs / 1000} s`,
    `${seconds(took)} s`,
    spread(tryMs, seconds),
    `${seconds(floor)} s`,
    spread(floorMs, seconds),
    `≤ ${seconds(aim)} s`,
    took <= aim ? 'met' : 'MISSED',
    `${mostQuestions}${mostQuestions <= MOST_QUESTIONS || lagMs > 2_000 ? '' : ' MISSED'}`,
  ];
}

/** The floor + 0.7 s for up to ten names, 1.4 times the floor + 0.7 s for more. */
function aimMs(nameCount: number, floorMs: number): number {
  return (nameCount <= 10 ? floorMs : 1.4 * floorMs) + 700;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
