import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../functions/acme/rate-limit.ts';
import { NOW } from '../../support/builders.ts';

/** The answers to a caller that asks at these times, in milliseconds. */
function answers(perSecond: number, timesMs: number[]): number[] {
  const limit = createRateLimit(perSecond);
  return timesMs.map((ms) => limit.take(new Date(NOW.getTime() + ms)));
}

describe('createRateLimit', () => {
  it.each([
    ['as many at once as a second may have', 3, [0, 0, 0], [0, 0, 0]],
    ['the next one 1.1 s after the first', 3, [0, 0, 400, 400, 1_099, 1_100], [0, 0, 0, 700, 1, 0]],
    ['no more after a long rest than at the start', 2, [0, 60_000, 60_000, 60_000], [0, 0, 0, 1_100]],
    ['whole ones only', 2.9, [0, 0, 0], [0, 0, 1_100]],
    ['one in 2.2 s at half a one', 0.5, [0, 0, 2_199, 2_200], [0, 2_200, 1, 0]],
    ['the next one as soon after the clock was set back', 1, [3_600_000, 0, 1_100], [0, 1_100, 0]],
  ])('lets through %s', (_, perSecond, timesMs, expected) => {
    expect(answers(perSecond, timesMs)).toEqual(expected);
  });

  it('never lets more through in any second than it may, and never holds a caller for longer than 1.1 s', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 80 });
    fc.assert(
      fc.property(pauses, fc.integer({ min: 1, max: 12 }), (pausesMs, perSecond) => {
        const limit = createRateLimit(perSecond);
        const throughMs: number[] = [];
        let nowMs = 0;
        for (const pauseMs of pausesMs) {
          nowMs += pauseMs;
          const waitMs = limit.take(new Date(nowMs));
          expect(waitMs).toBeLessThanOrEqual(1_100);
          if (waitMs === 0) throughMs.push(nowMs);
        }
        for (const fromMs of throughMs) {
          const within = throughMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1_000);
          expect(within.length).toBeLessThanOrEqual(perSecond);
        }
      }),
    );
  });
});
