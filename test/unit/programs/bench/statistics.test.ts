/** What the benchmark reports of repeated measurements. */
import { describe, expect, it } from 'vitest';
import { median, quantile } from '../../../../programs/bench/statistics.ts';

const ONE_TO_TEN = [7, 1, 10, 3, 9, 2, 8, 4, 6, 5];

describe('quantile', () => {
  it.each([
    [0.5, 5],
    [0.9, 9],
    [0.91, 10],
    [0.999, 10],
    [1, 10],
    [0, 1],
  ])('is for %d of the numbers from 1 to 10 the measured value %d', (share, value) => {
    expect(quantile(ONE_TO_TEN, share)).toBe(value);
  });

  it('leaves two of 2,000 values above p99.9', () => {
    const values = Array.from({ length: 2_000 }, (_, index) => index + 1);

    expect(quantile(values, 0.999)).toBe(1_998);
  });

  it('shows a value that never came', () => {
    expect(quantile([1, 2, Number.POSITIVE_INFINITY], 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('fails without values', () => {
    expect(() => quantile([], 0.5)).toThrow('no values');
  });
});

describe('median', () => {
  it('lies between the two in the middle', () => {
    expect(median(ONE_TO_TEN)).toBe(5.5);
  });
});
