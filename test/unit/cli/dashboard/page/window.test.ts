import { describe, expect, it } from 'vitest';
import { offsetsOf, rowsInView } from '../../../../../cli/dashboard/page/window.ts';

/** 200 rows of 10 px. */
const MANY = offsetsOf(Array.from({ length: 200 }, () => 10));

describe('offsetsOf', () => {
  it('has the begin of each row, and the end of the last one', () => {
    expect(offsetsOf([34, 56, 34])).toEqual([0, 34, 90, 124]);
    expect(offsetsOf([])).toEqual([0]);
  });
});

describe('rowsInView', () => {
  it('draws what is in view and eight more on both sides', () => {
    const rows = rowsInView(MANY, 500, 525, -1);

    expect(rows.at(0)).toBe(42);
    expect(rows.at(-1)).toBe(60);
    expect(rows).toHaveLength(19);
  });

  it('ends where the rows do', () => {
    expect(rowsInView(MANY, 0, 15, -1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(rowsInView(MANY, 5_000, 6_000, -1)).toEqual([191, 192, 193, 194, 195, 196, 197, 198, 199]);
    expect(rowsInView([0], 0, 100, -1)).toEqual([]);
  });

  it('keeps the row that has the focus and those beside it, in their order', () => {
    expect(rowsInView(MANY, 500, 525, 4).slice(0, 6)).toEqual([2, 3, 4, 5, 6, 42]);
    expect(rowsInView(MANY, 500, 525, 199).slice(-4)).toEqual([60, 197, 198, 199]);
    expect(rowsInView(MANY, 500, 525, 41).slice(0, 4)).toEqual([39, 40, 41, 42]);
    expect(rowsInView(MANY, 500, 525, 60).slice(-3)).toEqual([60, 61, 62]);
    expect(rowsInView(MANY, 500, 525, 50)).toHaveLength(19);
  });

  it('draws all of a few, so that the browser’s own search finds them', () => {
    const rows = rowsInView(offsetsOf(Array.from({ length: 100 }, () => 10)), 500, 525, -1);

    expect(rows).toHaveLength(100);
    expect(rows.slice(0, 2)).toEqual([0, 1]);
  });

  it('finds rows of different heights', () => {
    const offsets = offsetsOf([
      ...Array.from({ length: 20 }, () => 56),
      ...Array.from({ length: 100 }, () => 34),
    ]);

    expect(rowsInView(offsets, 1_120, 1_121, -1).at(8)).toBe(20);
  });
});
