/** The page of the distribution benchmark. */
import { describe, expect, it } from 'vitest';
import { distributionPage, isInTime } from '../../../../programs/bench/distribution-page.ts';
import { type Distribution, type Issuance, untilTick } from '../../../../programs/bench/distribution-runs.ts';

function anIssuance(changes: Partial<Issuance> = {}): Issuance {
  return { propagationMs: 2_000, tookMs: 4_000, failures: [], steps: [], struck: [], wrong: [], ...changes };
}

function aDistribution(changes: Partial<Distribution> = {}): Distribution {
  return {
    share: 0.05,
    issuances: [anIssuance()],
    elapsedMs: 90_000,
    machine: { idle: 0.42, lateness: { p50: 0, p99: 3, most: 12 } },
    http: { count: 65, struck: 3 },
    dns: { count: 80, struck: 4 },
    operations: {},
    valuesLeft: 0,
    ...changes,
  };
}

describe('isInTime', () => {
  it('counts what is verified 5 s after its propagation, and nothing later', () => {
    expect(isInTime(anIssuance({ propagationMs: 60_000, tookMs: 65_000 }))).toBe(true);
    expect(isInTime(anIssuance({ propagationMs: 60_000, tookMs: 65_001 }))).toBe(false);
  });
});

describe('untilTick', () => {
  it.each([
    [5_000, 60_000, 60_000],
    [60_000, 60_000, 60_000],
    [61_000, 60_000, 660_000],
    [1_300_000, 0, 1_800_000],
  ])('waits after %d ms, with the first tick in %d ms, until %d ms', (ms, tickInMs, at) => {
    expect(untilTick(ms, tickInMs)).toBe(at);
  });
});

describe('distributionPage', () => {
  it('tells quantiles, the share in time, the histogram and why one came late', () => {
    const late = anIssuance({
      propagationMs: 3_000,
      tookMs: 600_000,
      failures: [{ code: 'acme-unavailable', step: 'finalize', message: '', retryAfterMs: 590_000 }],
      struck: ['CA finalize: 5xx'],
    });

    const page = distributionPage([
      aDistribution({ issuances: [anIssuance(), anIssuance({ tookMs: 4_400 }), late] }),
    ]);

    expect(page).toEqual([
      '3 ISSUANCES, 5 % of the calls fail; in 1.5 min',
      '                        p50       p90       p99     p99.9      most',
      'lag drawn            2.00 s    3.00 s    3.00 s    3.00 s    3.00 s',
      'request to verified  4.40 s  600.00 s  600.00 s  600.00 s  600.00 s',
      'over the lag         2.40 s  597.00 s  597.00 s  597.00 s  597.00 s',
      'within propagation + 5 s: 2 of 3, 66.67 % (aim ≥ 99.97 %: MISSED)',
      'calls: 65 over HTTP, of which 3 failed; 80 DNS questions, of which 4 failed',
      'machine: 42 % idle; timers late by 0 ms (p50), 3 ms (p99), 12 ms at most',
      'left at the end: 0 TXT values; wrong certificates: none',
      '',
      'Over the lag',
      'to 0.5 s  0',
      'to 1 s    0',
      'to 1.5 s  0',
      'to 2 s    1  ########################################',
      'to 2.5 s  1  ########################################',
      'to 3 s    0',
      'to 3.5 s  0',
      'to 4 s    0',
      'to 5 s    0',
      'to 10 s   0',
      'to 60 s   0',
      'longer    1  ########################################',
      'runs that failed: acme-unavailable in finalize 1',
      '  597.00 s over 3.00 s: acme-unavailable in finalize, next check in 590.00 s; struck by CA finalize: 5xx',
      'late without a failed run: none',
      '',
    ]);
  });

  it('tells of what is late without a failure which step took longer than usual, the propagation left out', () => {
    const usual = anIssuance({
      steps: [
        { step: 'waitForPropagation', tookMs: 2_100 },
        { step: 'store', tookMs: 400 },
      ],
    });
    const late = anIssuance({
      propagationMs: 30_000,
      tookMs: 36_000,
      steps: [
        { step: 'waitForPropagation', tookMs: 31_100 },
        { step: 'store', tookMs: 2_900 },
      ],
    });

    const page = distributionPage([aDistribution({ issuances: [usual, usual, late] })]);

    expect(page).toContain(
      'late without a failed run: 1, by the step that took longest beyond its median: store 1',
    );
    expect(page).toContain(
      '  6.00 s over 30.00 s: store +2.50 s, waitForPropagation +1.00 s; struck by nothing',
    );
  });

  it('calls the aim met when nothing is late', () => {
    const page = distributionPage([aDistribution()]);

    expect(page).toContain('within propagation + 5 s: 1 of 1, 100.00 % (aim ≥ 99.97 %: met)');
    expect(page).toContain('runs that failed: none');
    expect(page).toContain('late without a failed run: none');
  });
});
