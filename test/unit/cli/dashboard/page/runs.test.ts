/** Where the runs stand on the axis, and which of them are one line: by hand. */
import { describe, expect, it } from 'vitest';
import {
  daysOf,
  foldedRuns,
  marksOf,
  placeOf,
  type Run,
  sharesOf,
  stepWords,
} from '../../../../../cli/dashboard/page/runs.ts';

const NOW_MS = Date.parse('2026-11-27T12:00:00Z');

describe('placeOf', () => {
  it.each([
    ['2026-10-28T12:00:00Z', 0],
    ['2026-11-12T12:00:00Z', 50],
    ['2026-11-24T12:00:00Z', 90],
    ['2026-11-27T12:00:00Z', 100],
    // Before the axis, and of a clock that is ahead.
    ['2026-10-01T00:00:00Z', 0],
    ['2026-11-27T12:05:00Z', 100],
  ])('has %s at %d %%', (iso, place) => {
    expect(placeOf(Date.parse(iso), NOW_MS)).toBe(place);
  });
});

describe('daysOf', () => {
  it('has the begin of today and of each week before it', () => {
    expect(daysOf(NOW_MS)).toEqual([
      { at: '2026-10-30T00:00:00.000Z', place: 5 },
      { at: '2026-11-06T00:00:00.000Z', place: 28.33 },
      { at: '2026-11-13T00:00:00.000Z', place: 51.67 },
      { at: '2026-11-20T00:00:00.000Z', place: 75 },
      { at: '2026-11-27T00:00:00.000Z', place: 98.33 },
    ]);
  });
});

const RENEWED: Run = { at: '2026-11-12T12:00:00Z', outcome: 'renewed', tookMs: 15_000 };
const FAILED: Run = {
  at: '2026-11-24T12:00:00Z',
  outcome: 'failed',
  tookMs: 4_000,
  code: 'caa-forbids',
  count: 3,
  since: '2026-11-21T12:00:00Z',
};
const UNCHANGED: Run = { at: '2026-11-15T12:00:00Z', outcome: 'unchanged', tookMs: 900 };

describe('marksOf', () => {
  it('draws what failed last, so that nothing covers it', () => {
    expect(marksOf([FAILED, RENEWED, UNCHANGED], NOW_MS)).toEqual([
      { outcome: 'unchanged', at: '2026-11-15T12:00:00Z', from: 60, to: 60 },
      { outcome: 'renewed', at: '2026-11-12T12:00:00Z', from: 50, to: 50 },
      { outcome: 'failed', at: '2026-11-24T12:00:00Z', from: 80, to: 90 },
    ]);
  });

  it('has an outcome that a later release has added', () => {
    const later = { ...RENEWED, outcome: 'moved' };

    expect(marksOf([RENEWED, later], NOW_MS).map(({ outcome }) => outcome)).toEqual(['moved', 'renewed']);
  });
});

describe('foldedRuns', () => {
  it('has the newest first', () => {
    expect(foldedRuns([RENEWED, UNCHANGED, FAILED]).map(({ newest, count }) => [newest.at, count])).toEqual([
      ['2026-11-24T12:00:00Z', 3],
      ['2026-11-15T12:00:00Z', 1],
      ['2026-11-12T12:00:00Z', 1],
    ]);
  });

  it('counts runs in a row that failed alike, and says since when', () => {
    const before = { ...FAILED, at: '2026-11-20T12:00:00Z', since: '2026-11-18T12:00:00Z', count: 9 };

    expect(foldedRuns([RENEWED, before, FAILED])).toMatchObject([
      { newest: { at: '2026-11-24T12:00:00Z' }, count: 12, since: '2026-11-18T12:00:00Z' },
      { newest: { outcome: 'renewed' }, count: 1, since: '2026-11-12T12:00:00Z' },
    ]);
  });

  it.each<[string, Partial<Run>]>([
    ['failed for another reason', { code: 'acme-unavailable' }],
    ['ended otherwise', { outcome: 'unchanged', code: undefined }],
    ['issued before it failed', { serial: '04ab12' }],
  ])('leaves alone a run that %s', (_, changes) => {
    expect(foldedRuns([FAILED, { ...FAILED, ...changes }])).toHaveLength(2);
  });

  it('makes one line of no two renewals', () => {
    expect(foldedRuns([RENEWED, { ...RENEWED, at: '2026-11-13T12:00:00Z' }])).toHaveLength(2);
  });
});

describe('sharesOf', () => {
  it('has the steps one behind the other, each as long as it took', () => {
    const steps = [
      { step: 'preflight', tookMs: 1_000, saw: 'CAA lets the CA in' },
      { step: 'waitForPropagation', tookMs: 2_500 },
      { step: 'store', tookMs: 500 },
    ];

    expect(sharesOf(steps)).toEqual([
      { step: 'preflight', tookMs: 1_000, saw: 'CAA lets the CA in', from: 0, width: 25 },
      { step: 'waitForPropagation', tookMs: 2_500, saw: undefined, from: 25, width: 62.5 },
      { step: 'store', tookMs: 500, saw: undefined, from: 87.5, width: 12.5 },
    ]);
  });

  it('has nothing to draw of steps that took no time', () => {
    expect(sharesOf([{ step: 'gather', tookMs: 0 }])).toMatchObject([{ from: 0, width: 0 }]);
  });
});

describe('stepWords', () => {
  it.each([
    ['waitForPropagation', 'wait for propagation'],
    ['store', 'store'],
  ])('says %s as %s', (step, words) => {
    expect(stepWords(step)).toBe(words);
  });
});
