import { describe, expect, it } from 'vitest';
import { axisOf, barOf } from '../../../../../cli/dashboard/page/axis.ts';
import { loadsOf } from '../../../../../cli/dashboard/page/load.ts';

const NOW = Date.parse('2026-11-27T03:00:00Z');
const at = (day: string) => Date.parse(`${day}T03:00:00Z`);

/** 84 days before now, 98 behind it, each 4 px wide: now is at 344. */
const AXIS = axisOf('6 months', NOW, 744);

describe('loadsOf', () => {
  it('counts the renewals of all, past and to come, in stretches of 6 px from now on', () => {
    const life = { startMs: at('2026-10-28'), endMs: at('2027-01-26'), renewsMs: at('2026-12-27') };
    const runs = [
      { atMs: at('2026-11-20'), outcome: 'renewed' },
      { atMs: at('2026-11-20'), outcome: 'failed' },
    ];
    const bars = [{ ...life, runs }, life, { ...life, renewsMs: at('2026-12-29') }].map((one) =>
      barOf(AXIS, one),
    );

    expect(loadsOf(AXIS, bars)).toEqual([
      { x: 314, count: 1, share: 0.5, isPast: true },
      { x: 464, count: 2, share: 1, isPast: false },
      { x: 470, count: 1, share: 0.5, isPast: false },
      { x: 704, count: 2, share: 1, isPast: false },
      { x: 716, count: 1, share: 0.5, isPast: false },
    ]);
  });

  it('counts what is overdue as now', () => {
    const overdue = { startMs: at('2026-08-30'), endMs: at('2026-11-28'), renewsMs: at('2026-10-29') };

    expect(loadsOf(AXIS, [barOf(AXIS, overdue)])).toEqual([{ x: 344, count: 1, share: 1, isPast: false }]);
  });

  it('is empty where nothing is planned', () => {
    expect(loadsOf(AXIS, [barOf(AXIS, {})])).toEqual([]);
  });
});
