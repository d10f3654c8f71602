/** The part of the printed page about the dashboard: how long it takes until the first row is seen. Pure. */
import { table } from '../text-table.ts';
import type { DashboardRuns } from './dashboard-runs.ts';
import { median, spread } from './statistics.ts';

export function dashboardPage(results: readonly DashboardRuns[]): string[] {
  const rounds = results[0]?.wholeMs.length ?? 0;
  return [
    `DASHBOARD  the packaged command over the AWS emulator, in a real browser; medians of ${rounds} runs`,
    ...table([
      [
        'certificates',
        'to its address',
        'min–max',
        'from there to the first row',
        'min–max',
        'in all',
        'min–max',
      ],
      ...results.map(({ count, addressMs, firstRowMs, wholeMs }) => [
        count.toLocaleString('en'),
        ...[addressMs, firstRowMs, wholeMs].flatMap((ms) => [seconds(median(ms)), spread(ms, seconds)]),
      ]),
    ]),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
