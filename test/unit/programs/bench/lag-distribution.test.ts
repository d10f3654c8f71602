/** The literals of the seed come from a draw of the same formulas in another language, those of the quantiles from tables. */
import { describe, expect, it } from 'vitest';
import { drawLags } from '../../../../programs/bench/lag-distribution.ts';

describe('drawLags', () => {
  it('draws the same lags for the same seed', () => {
    expect(drawLags(1, 4, 4)).toEqual([
      { propagationMs: 12_218, serversMs: [11_986, 11_832, 12_218, 7_488] },
      { propagationMs: 720, serversMs: [328, 352, 100, 720] },
      { propagationMs: 4_593, serversMs: [309, 4_593, 3_523, 1_313] },
      { propagationMs: 5_619, serversMs: [3_317, 5_619, 1_657, 1_155] },
    ]);
  });

  it('is log-normal with a median of 3 s and sigma 1, whatever the seed', () => {
    const lags = drawLags(7, 20_000, 1).map(({ propagationMs }) => propagationMs);
    const shareUpTo = (ms: number) => lags.filter((lag) => lag <= ms).length / lags.length;

    // 3 s times e to the power of 0, 1, 1.2816 and 2.3263.
    expect(shareUpTo(3_000)).toBeCloseTo(0.5, 1.9);
    expect(shareUpTo(8_155)).toBeCloseTo(0.8413, 1.9);
    expect(shareUpTo(10_807)).toBeCloseTo(0.9, 1.9);
    expect(shareUpTo(30_721)).toBeCloseTo(0.99, 2);
  });

  it('has the guide’s 60 s as its longest', () => {
    const lags = drawLags(1, 2_000, 4).map(({ propagationMs }) => propagationMs);

    expect(Math.max(...lags)).toBe(60_000);
  });

  it('lets no server be slower than the slowest', () => {
    const lags = drawLags(3, 500, 4);

    expect(lags.filter(({ propagationMs, serversMs }) => Math.max(...serversMs) !== propagationMs)).toEqual(
      [],
    );
    expect(new Set(lags.map(({ propagationMs, serversMs }) => serversMs.indexOf(propagationMs)))).toEqual(
      new Set([0, 1, 2, 3]),
    );
  });
});
