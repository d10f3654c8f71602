import { describe, expect, it } from 'vitest';
import { nearestTo } from '../../../../functions/engine/config/nearest.ts';

describe('nearestTo', () => {
  it.each([
    ['gogle', 'google'],
    ['GOOGLE', 'google'],
    ['zero', 'zerossl'],
    ['stagign', 'staging'],
  ])('takes %s for %s', (given, meant) => {
    expect(nearestTo(given, ['production', 'staging', 'google', 'zerossl'])).toBe(meant);
  });

  it.each(['digicert', 'zz', ''])('takes "%s" for none of them', (given) => {
    expect(nearestTo(given, ['production', 'staging', 'google', 'zerossl'])).toBeUndefined();
  });

  it('has nothing near where nothing is allowed', () => {
    expect(nearestTo('example.com', [])).toBeUndefined();
  });
});
