import { describe, expect, it } from 'vitest';
import { axisOf, barOf, ticksOf, usualZoom, xOf } from '../../../../../cli/dashboard/page/axis.ts';

const NOW = Date.parse('2026-11-27T03:00:00Z');
const at = (day: string) => Date.parse(`${day}T03:00:00Z`);

/** 5 days before now, 9 behind it, each 100 px wide, and 8 px on both sides. */
const FORTNIGHT = axisOf('2 weeks', NOW, 1416);
/** 84 days before now, 98 behind it, each 4 px wide. */
const HALF_YEAR = axisOf('6 months', NOW, 744);
/** 91 days before now, 274 behind it, each 1 px wide. */
const YEAR = axisOf('a year', NOW, 381);

/** As HALF_YEAR, the 14 days around now wider: 250 px of 735.3. */
const LENS = axisOf('6 months', NOW, 751.3, true);

describe('xOf', () => {
  it('has now, the begin and the end of the axis in their places', () => {
    expect(xOf(HALF_YEAR, NOW)).toBe(344);
    expect(xOf(HALF_YEAR, at('2026-09-04'))).toBe(8);
    expect(xOf(HALF_YEAR, at('2027-03-05'))).toBe(736);
  });

  it('draws the days around now wider where the fleet needs it', () => {
    expect(LENS.lens).toEqual({ x: 236.2, width: 250 });
    expect(xOf(LENS, at('2026-11-22'))).toBe(236.2);
    expect(xOf(LENS, NOW)).toBe(325.5);
    expect(xOf(LENS, at('2026-12-06'))).toBe(486.2);
    expect(xOf(LENS, at('2026-09-04'))).toBe(8);
    expect(xOf(LENS, at('2027-03-05'))).toBe(743.3);
    expect(axisOf('2 weeks', NOW, 1416, true)).toEqual(FORTNIGHT);
  });

  it('rounds to a tenth of a pixel', () => {
    expect(xOf(HALF_YEAR, NOW + 60 * 60 * 1000)).toBe(344.2);
  });
});

describe('usualZoom', () => {
  const inDays = (...days: number[]) => days.map((day) => NOW + day * 24 * 60 * 60 * 1000);

  it('is as close as the ends of the fleet allow', () => {
    expect(usualZoom(inDays(1, 3, 6), NOW)).toBe('2 weeks');
    expect(usualZoom(inDays(20, 44), NOW)).toBe('3 months');
    expect(usualZoom(inDays(30, 60, 90), NOW)).toBe('6 months');
    expect(usualZoom(inDays(199), NOW)).toBe('a year');
  });

  it('lets one of ten be beyond the axis', () => {
    expect(usualZoom(inDays(5, 5, 5, 5, 5, 5, 5, 5, 5, 90), NOW)).toBe('2 weeks');
    expect(usualZoom(inDays(5, 5, 5, 5, 5, 5, 5, 5, 90), NOW)).toBe('6 months');
  });

  it('shows half a year where nothing was issued yet, and the most where all ends are beyond it', () => {
    expect(usualZoom([undefined], NOW)).toBe('6 months');
    expect(usualZoom(inDays(400), NOW)).toBe('a year');
  });
});

describe('ticksOf', () => {
  it('names days on an axis of two weeks, but not beside now', () => {
    expect(ticksOf(FORTNIGHT)).toEqual([
      { x: 95.5, label: '23 Nov' },
      { x: 195.5, label: '24 Nov' },
      { x: 295.5, label: '25 Nov' },
      { x: 395.5, label: '26 Nov' },
      { x: 495.5, label: '' },
      { x: 595.5, label: '28 Nov' },
      { x: 695.5, label: '29 Nov' },
      { x: 795.5, label: '30 Nov' },
      { x: 895.5, label: '1 Dec' },
      { x: 995.5, label: '2 Dec' },
      { x: 1095.5, label: '3 Dec' },
      { x: 1195.5, label: '4 Dec' },
      { x: 1295.5, label: '5 Dec' },
      { x: 1395.5, label: '6 Dec' },
    ]);
  });

  it('names months on a longer one, and the year where it begins', () => {
    expect(ticksOf(HALF_YEAR)).toEqual([
      { x: 115.5, label: 'Oct' },
      { x: 239.5, label: 'Nov' },
      { x: 359.5, label: '' },
      { x: 483.5, label: 'Jan 2027' },
      { x: 607.5, label: 'Feb' },
      { x: 719.5, label: 'Mar' },
    ]);
  });

  it('leaves months out where there is no room for each, and words beside now', () => {
    const labels = ticksOf(YEAR).map(({ label }) => label);

    expect(labels).toEqual(['Sep', 'Oct', '', '', '', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug']);
    expect(ticksOf(axisOf('a year', NOW, 200)).map(({ label }) => label)).toEqual([
      '',
      '',
      '',
      'Mar',
      'May',
      'Jul',
    ]);
  });

  it('names the ends of the days that are drawn wider before the months', () => {
    expect(ticksOf(LENS)).toEqual([
      { x: 85.6, label: 'Oct' },
      { x: 175.2, label: 'Nov' },
      { x: 236.2, label: '22 Nov' },
      { x: 394.7, label: 'Dec' },
      { x: 486.2, label: '6 Dec' },
      { x: 561, label: 'Jan 2027' },
      { x: 650.5, label: 'Feb' },
      { x: 731.4, label: 'Mar' },
    ]);
  });
});

describe('barOf', () => {
  const NINETY_DAYS = {
    startMs: at('2026-10-28'),
    endMs: at('2027-01-26'),
    renewsMs: at('2026-12-27'),
    window: { startMs: at('2026-12-25'), endMs: at('2026-12-28') },
  };

  it('divides a life at now, and has the window, the renewal and the expiry in their places', () => {
    expect(barOf(HALF_YEAR, NINETY_DAYS)).toEqual({
      spent: { x: 224, width: 120 },
      left: { x: 344, width: 240 },
      lapsed: undefined,
      window: { x: 456, width: 12 },
      renewal: 464,
      expiry: 584,
      isBeyond: false,
      later: [704],
      past: [],
    });
  });

  it('plans the renewals of a year', () => {
    expect(barOf(YEAR, NINETY_DAYS).later).toEqual([189, 249, 309, 369]);
  });

  it('plans none where they would be a pattern and no moments', () => {
    const sixDays = { startMs: at('2026-11-26'), endMs: at('2026-12-02'), renewsMs: at('2026-11-30') };

    expect(barOf(YEAR, sixDays).later).toEqual([]);
    expect(barOf(FORTNIGHT, sixDays).later).toEqual([1208]);
  });

  it('draws a life of six days on an axis of a year as wide as can be seen', () => {
    const ends = { startMs: at('2026-11-26'), endMs: at('2026-11-28') };

    const { spent, left, expiry } = barOf(YEAR, ends);

    expect({ spent, left, expiry }).toEqual({
      spent: { x: 95, width: 4 },
      left: { x: 99, width: 4 },
      expiry: 103,
    });
  });

  it('goes on beyond the axis where a life does', () => {
    const long = barOf(FORTNIGHT, NINETY_DAYS);

    expect(long).toMatchObject({ spent: { x: 8, width: 500 }, left: { x: 508, width: 900 }, isBeyond: true });
    expect(long.expiry).toBeUndefined();
    expect(long.renewal).toBeUndefined();
    expect(long.window).toBeUndefined();
  });

  it('has a gap from an expiry to now', () => {
    const over = barOf(HALF_YEAR, { startMs: at('2026-08-24'), endMs: at('2026-11-22') });

    expect(over).toMatchObject({
      spent: { x: 8, width: 316 },
      lapsed: { x: 324, width: 20 },
      expiry: 324,
      isBeyond: false,
    });
    expect(over.left).toBeUndefined();
  });

  it('marks the runs that renewed or failed, and no others', () => {
    const runs = [
      { atMs: at('2026-11-25'), outcome: 'renewed' },
      { atMs: at('2026-11-26'), outcome: 'unchanged' },
      { atMs: at('2026-11-26'), outcome: 'failed' },
      { atMs: at('2026-01-01'), outcome: 'renewed' },
    ];

    expect(barOf(HALF_YEAR, { ...NINETY_DAYS, runs }).past).toEqual([
      { x: 336, hasFailed: false },
      { x: 340, hasFailed: true },
    ]);
  });

  it('is only marks where nothing was issued yet', () => {
    expect(barOf(HALF_YEAR, {})).toEqual({
      window: undefined,
      renewal: undefined,
      isBeyond: false,
      later: [],
      past: [],
    });
  });
});
