import { describe, expect, it } from 'vitest';
import { isCaAway, listed, RenewerError } from '../../../functions/engine/errors.ts';

describe('listed', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b', 'c'], 'a, b, c'],
    [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
  ])('shows three of %j at most: "%s"', (names, text) => {
    expect(listed(names, 3)).toBe(text);
  });
});

describe('isCaAway', () => {
  it.each([
    ['acme-unavailable', true],
    ['acme-failed', true],
    ['acme-rate-limited', false],
    ['dnscale-unavailable', false],
  ] as const)('is, for %s, %s', (code, expected) => {
    expect(isCaAway(new RenewerError({ code, disposition: 'next-run', message: 'no' }))).toBe(expected);
  });

  it('is false for an error that is not ours', () => {
    expect(isCaAway(new Error('acme-unavailable'))).toBe(false);
  });
});
