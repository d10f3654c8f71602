import { describe, expect, it } from 'vitest';
import { countMisses, extraWaitMs } from '../../../../functions/engine/issuance/extra-wait.ts';

describe('extraWaitMs', () => {
  it.each([
    ['before any miss', undefined, 0],
    ['in a zone without one', { 'example.org': 3 }, 0],
    ['after one', { 'example.com': 1 }, 60_000],
    ['after two', { 'example.com': 2 }, 120_000],
    ['after many', { 'example.com': 9 }, 120_000],
  ])('%s, for %j, is %i', (_, misses, expected) => {
    expect(extraWaitMs(misses, 'example.com')).toBe(expected);
  });
});

describe('countMisses', () => {
  it('counts each zone once, and keeps the others', () => {
    const misses = { 'example.com': 1, 'example.net': 2 };

    expect(countMisses(misses, ['example.com', 'example.org', 'example.com'])).toEqual({
      'example.com': 2,
      'example.net': 2,
      'example.org': 1,
    });
    expect(misses).toEqual({ 'example.com': 1, 'example.net': 2 });
  });

  it('counts nothing for a failure that was no miss', () => {
    expect(countMisses(undefined, [])).toEqual({});
  });
});
