/** Who goes first when runs have failed (rank-by-urgency.ts). */
import { describe, expect, it } from 'vitest';
import { rankByUrgency } from '../../../../functions/engine/renewal/rank-by-urgency.ts';
import { NOW } from '../../../support/builders.ts';
import { aDueCertificate, type Given, rank } from './due-certificates.ts';

describe('rankByUrgency, after failures', () => {
  const hanging = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i): [string, Given] => [
        `h${i}`,
        { old: 158, left: 2 + i, failed: [1, 4] },
      ]),
    );

  it.each<[string, Record<string, Given>, number, string[]]>([
    [
      'behind what did not fail, whatever life is left',
      { failed: { old: 2_159, left: 1, failed: [1, 0] }, new: {}, aged: { old: 1_500, left: 660 } },
      10,
      ['new', 'aged', 'failed'],
    ],
    [
      'the longest ago first, and of one hour the least share of life first',
      {
        late: { old: 2_159, left: 1, failed: [1, 0] },
        young: { old: 1_500, left: 660, failed: [3, 0] },
        old: { old: 1_600, left: 560, failed: [3, 0] },
        revoked: { old: 100, left: 2_060, replaceIn: -1, failed: [3, 0] },
      },
      10,
      ['revoked', 'old', 'young', 'late'],
    ],
    [
      'only so many as fill half of the runs’ time, if they take as long again',
      hanging(50),
      50,
      ['h0', 'h1', 'h2', 'h3', 'h4', 'h5'],
    ],
    [
      'with a fifth of the tick kept for them',
      {
        a: { old: 150, left: 10 },
        b: { old: 140, left: 20 },
        c: { old: 130, left: 30 },
        d: { old: 120, left: 40 },
        e: { old: 110, left: 50 },
        f: { old: 158, left: 2, failed: [1, 0] },
        g: { old: 157, left: 3, failed: [1, 0] },
      },
      5,
      ['a', 'b', 'c', 'd', 'f'],
    ],
  ])('takes those that failed %s', (_, given, limit, expected) => {
    expect(rank(given, limit)).toEqual(expected);
  });

  /** The names of ten ticks, one a minute: half of the runs' time are then 2.5 minutes. */
  const tenMinutes = (given: Record<string, Given>) => {
    const due = Object.entries(given).map(([name, row]) => aDueCertificate(name, row));
    return Array.from({ length: 10 }, (_, minute) =>
      rankByUrgency(
        due,
        { most: 10, failedMs: 2.5 * 60_000, tickMs: 60_000 },
        new Date(NOW.getTime() + minute * 60_000),
      ),
    );
  };

  it('takes one that hangs in every other tick, where the schedule is of one minute', () => {
    const ticks = tenMinutes({ h0: { failed: [2, 4.8] }, h1: { failed: [1, 4.8] } });

    expect(ticks.flat()).toEqual(['h0', 'h0', 'h0', 'h0', 'h0']);
    // Each lasts 4.8 minutes: 2.4 of five runs.
    expect(ticks.map(({ length }) => length)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
  });

  it('takes what failed quickly in the ticks between', () => {
    const ticks = tenMinutes({ h0: { failed: [2, 4.8] }, q0: { failed: [1, 0.1] } });

    expect(ticks.slice(0, 4)).toEqual([['h0'], ['q0'], ['h0'], ['q0']]);
  });

  it('takes one in every other tick whose last run took a year, by a clock that was wrong', () => {
    const ticks = tenMinutes({ h0: { failed: [2, 525_600] } });

    expect(ticks.map(({ length }) => length)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
  });
});
