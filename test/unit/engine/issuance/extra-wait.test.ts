import { describe, expect, it } from 'vitest';
import { countMisses, extraWaitMs, forgetMisses } from '../../../../functions/engine/issuance/extra-wait.ts';

describe('extraWaitMs', () => {
  it.each([
    ['before any miss', undefined, 0],
    ['in a zone without one', { 'example.org': 3 }, 0],
    ['after one', { 'example.com': 1 }, 60_000],
    ['after two', { 'example.com': 2 }, 120_000],
    ['after many', { 'example.com': 9 }, 120_000],
    ['after one, and three certificates since', { 'example.com': 0.25 }, 60_000],
    ['after two, and three certificates since', { 'example.com': 1.25 }, 120_000],
  ])('%s, for %j, is %i', (_, misses, expected) => {
    expect(extraWaitMs(misses, 'example.com')).toBe(expected);
  });
});

describe('extraWaitMs, where a person has set one', () => {
  it.each([
    ['waits as set', undefined, 30, 30_000],
    ['waits longer after a miss', { 'example.com': 1 }, 30, 60_000],
    ['waits no shorter than is set', { 'example.com': 2 }, 180, 180_000],
    ['does not wait for 0', undefined, 0, 0],
  ])('%s', (_, misses, setSeconds, expected) => {
    expect(extraWaitMs(misses, 'example.com', setSeconds)).toBe(expected);
  });
});

describe('forgetMisses', () => {
  it('forgets a miss after four certificates, and two after eight', () => {
    const waitsOf = (misses: Record<string, number> | undefined, left = 12): number[] =>
      left === 0
        ? []
        : [extraWaitMs(misses, 'example.com') / 1_000, ...waitsOf(forgetMisses(misses), left - 1)];

    expect(waitsOf({ 'example.com': 1 })).toEqual([60, 60, 60, 60, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(waitsOf({ 'example.com': 2 })).toEqual([120, 120, 120, 120, 60, 60, 60, 60, 0, 0, 0, 0]);
  });

  it('forgets each zone by itself, and leaves nothing behind', () => {
    const misses = { 'example.com': 0.25, 'example.net': 1 };

    expect(forgetMisses(misses)).toEqual({ 'example.net': 0.75 });
    expect(forgetMisses({ 'example.com': 0.25 })).toBeUndefined();
    expect(forgetMisses(undefined)).toBeUndefined();
    expect(misses).toEqual({ 'example.com': 0.25, 'example.net': 1 });
  });

  it('costs a zone that is always late one failed validation in five', () => {
    const tries: string[] = [];
    let misses: Record<string, number> | undefined;
    for (let i = 0; i < 15; i += 1) {
      const isSeen = extraWaitMs(misses, 'late.test') >= 30_000;
      tries.push(isSeen ? 'issued' : 'missed');
      misses = isSeen ? forgetMisses(misses) : countMisses(misses, ['late.test']);
    }

    expect(tries.filter((seen) => seen === 'missed')).toHaveLength(3);
    expect(tries.slice(0, 5)).toEqual(['missed', 'issued', 'issued', 'issued', 'issued']);
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
