import { describe, expect, it } from 'vitest';
import { listed } from '../../../functions/engine/errors.ts';

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
