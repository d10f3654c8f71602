import { describe, expect, it } from 'vitest';
import { tickLimits } from '../../../../functions/engine/config/limits.ts';

const MINUTE_MS = 60_000;

describe('tickLimits', () => {
  it.each([
    ['a minute', 1, { renewals: 10, checks: 200, failedMs: 2.5 * MINUTE_MS }],
    ['ten minutes', 10, { renewals: 100, checks: 2_000, failedMs: 25 * MINUTE_MS }],
    ['seven minutes', 7, { renewals: 70, checks: 1_400, failedMs: 17.5 * MINUTE_MS }],
    // A queue that is busy for half an hour would raise an alarm, and what fails must leave time for the others.
    ['an hour', 60, { renewals: 200, checks: 3_000, failedMs: 50 * MINUTE_MS }],
    ['a day', 1_440, { renewals: 200, checks: 3_000, failedMs: 50 * MINUTE_MS }],
  ])('takes in %s what five runs can do until the next tick', (_, everyMinutes, expected) => {
    expect(tickLimits(everyMinutes)).toEqual({ ...expected, pauseMs: 240, tickMs: everyMinutes * MINUTE_MS });
  });
});
