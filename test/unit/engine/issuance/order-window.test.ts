import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countOne,
  noOrderLeft,
  type OrderCounts,
} from '../../../../functions/engine/issuance/order-window.ts';

const NOW = new Date('2026-11-23T06:07:08Z');
const MINUTE_MS = 60_000;

function countsAfter(counts: OrderCounts, isUrgent = false, now = NOW): OrderCounts {
  const taken = countOne(counts, isUrgent, now);
  if ('counts' in taken) return taken.counts;
  throw new Error(`No room until ${taken.roomAt.toISOString()}.`);
}

describe('countOne', () => {
  it.each<[string, OrderCounts, OrderCounts]>([
    ['the first order in its five minutes', {}, { '2026-11-23T06:05:00.000Z': 1 }],
    [
      'one more in the same five minutes',
      { '2026-11-23T06:05:00.000Z': 7 },
      { '2026-11-23T06:05:00.000Z': 8 },
    ],
    [
      'it beside those of the last three hours',
      { '2026-11-23T03:05:00.000Z': 3, '2026-11-23T06:00:00.000Z': 2 },
      { '2026-11-23T03:05:00.000Z': 3, '2026-11-23T06:00:00.000Z': 2, '2026-11-23T06:05:00.000Z': 1 },
    ],
    [
      'it and forgets those from before',
      { '2026-11-23T03:00:00.000Z': 3, '2026-11-22T06:05:00.000Z': 2 },
      { '2026-11-23T06:05:00.000Z': 1 },
    ],
    [
      'it beside those of a clock that is ahead',
      { '2026-11-23T06:10:00.000Z': 3 },
      { '2026-11-23T06:10:00.000Z': 3, '2026-11-23T06:05:00.000Z': 1 },
    ],
    [
      'it and drops what cannot be meant',
      { soon: 200, '': 200, '2999-01-01T00:00:00.000Z': 200 },
      { '2026-11-23T06:05:00.000Z': 1 },
    ],
  ])('counts %s', (_, before, after) => {
    expect(countsAfter(before)).toEqual(after);
  });

  it.each<[string, OrderCounts, boolean, string]>([
    [
      'a plain order at 200, until the oldest are out',
      { '2026-11-23T03:30:00.000Z': 1, '2026-11-23T05:00:00.000Z': 199 },
      false,
      '2026-11-23T06:35:00.000Z',
    ],
    [
      'a plain order far above 200, until enough are out',
      { '2026-11-23T03:30:00.000Z': 50, '2026-11-23T04:00:00.000Z': 50, '2026-11-23T05:00:00.000Z': 190 },
      false,
      '2026-11-23T07:05:00.000Z',
    ],
    ['an urgent order at 300', { '2026-11-23T06:05:00.000Z': 300 }, true, '2026-11-23T09:10:00.000Z'],
  ])('refuses %s', (_, counts, isUrgent, roomAt) => {
    const used = Object.values(counts).reduce((sum, count) => sum + count, 0);

    expect(countOne(counts, isUrgent, NOW)).toEqual({ used, roomAt: new Date(roomAt) });
  });

  it.each([
    ['the last plain one', 199, false],
    ['an urgent one where plain ones are refused', 200, true],
    ['the last urgent one', 299, true],
  ])('lets %s through', (_, count, isUrgent) => {
    expect(countsAfter({ '2026-11-23T06:00:00.000Z': count }, isUrgent)).toEqual({
      '2026-11-23T06:00:00.000Z': count,
      '2026-11-23T06:05:00.000Z': 1,
    });
  });

  it('has room at the time that it gives, and not a millisecond before', () => {
    const full = { '2026-11-23T03:30:00.000Z': 50, '2026-11-23T05:00:00.000Z': 150 };
    const taken = countOne(full, false, NOW);
    if (!('roomAt' in taken)) throw new Error('There was room already.');

    expect(countOne(full, false, taken.roomAt)).toHaveProperty('counts');
    expect(countOne(full, false, new Date(taken.roomAt.getTime() - 1))).toHaveProperty('roomAt');
  });

  it('never lets more than 300 through in any three hours, nor plain ones where 200 were, and stays small', () => {
    const order = fc.record({
      pauseMs: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 120 * MINUTE_MS }) },
      ),
      isUrgent: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(order, { minLength: 500, maxLength: 900 }), (orders) => {
        let counts: OrderCounts = {};
        let nowMs = NOW.getTime();
        const madeMs: number[] = [];
        for (const { pauseMs, isUrgent } of orders) {
          nowMs += pauseMs;
          const taken = countOne(counts, isUrgent, new Date(nowMs));
          if ('roomAt' in taken) {
            expect(taken.roomAt.getTime()).toBeGreaterThan(nowMs);
            continue;
          }
          const before = madeMs.filter((atMs) => atMs > nowMs - 180 * MINUTE_MS).length;
          expect(before).toBeLessThan(isUrgent ? 300 : 200);
          counts = taken.counts;
          expect(Object.keys(counts).length).toBeLessThanOrEqual(38);
          madeMs.push(nowMs);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('lets 300 through at once when nothing was before', () => {
    let counts: OrderCounts = {};
    for (let i = 0; i < 300; i += 1) counts = countsAfter(counts, i >= 200);

    expect(countOne(counts, true, NOW)).toMatchObject({ used: 300 });
  });
});

describe('noOrderLeft', () => {
  it('says whose limit it is, how much is used, until when, and what is exempt', () => {
    const roomAt = new Date('2026-11-23T07:05:00Z');
    const error = noOrderLeft({
      certificateAuthority: 'https://ca.test/directory',
      isUrgent: false,
      used: 200,
      roomAt,
    });

    expect(error).toMatchObject({ code: 'acme-rate-limited', disposition: 'not-before', retryAt: roomAt });
    expect(error.message).toMatch(
      /CA ca\.test.* made 200 .*3 hours.*300.*own limit.*ARI.*2026-11-23T07:05:00/,
    );
  });
});
