import { describe, expect, it } from 'vitest';
import { offsetsOf, rowsInView } from '../../../../../cli/dashboard/page/window.ts';

/** A hundred rows of 10 px. */
const HUNDRED = offsetsOf(Array.from({ length: 100 }, () => 10));

describe('offsetsOf', () => {
  it('has the begin of each row, and the end of the last one', () => {
    expect(offsetsOf([34, 56, 34])).toEqual([0, 34, 90, 124]);
    expect(offsetsOf([])).toEqual([0]);
  });
});

describe('rowsInView', () => {
  it('draws what is in view and eight more on both sides', () => {
    const rows = rowsInView(HUNDRED, 500, 525, -1);

    expect(rows.at(0)).toBe(42);
    expect(rows.at(-1)).toBe(60);
    expect(rows).toHaveLength(19);
  });

  it('ends where the rows do', () => {
    expect(rowsInView(HUNDRED, 0, 15, -1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(rowsInView(HUNDRED, 5_000, 6_000, -1)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99]);
    expect(rowsInView([0], 0, 100, -1)).toEqual([]);
  });

  it('keeps the row that has the focus, in its order', () => {
    expect(rowsInView(HUNDRED, 500, 525, 3).slice(0, 2)).toEqual([3, 42]);
    expect(rowsInView(HUNDRED, 500, 525, 99).slice(-2)).toEqual([60, 99]);
    expect(rowsInView(HUNDRED, 500, 525, 50)).toHaveLength(19);
  });

  it('finds rows of different heights', () => {
    const offsets = offsetsOf([
      ...Array.from({ length: 20 }, () => 56),
      ...Array.from({ length: 20 }, () => 34),
    ]);

    expect(rowsInView(offsets, 1_120, 1_121, -1).at(8)).toBe(20);
  });
});
