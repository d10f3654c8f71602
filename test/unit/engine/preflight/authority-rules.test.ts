import { describe, expect, it } from 'vitest';
import { clockFault } from '../../../../functions/engine/preflight/authority-rules.ts';

const MINUTE_MS = 60_000;

describe('clockFault', () => {
  it.each([undefined, 0, 5 * MINUTE_MS, -5 * MINUTE_MS])('finds none in %s ms', (clockAheadMs) => {
    expect(clockFault(clockAheadMs)).toBeUndefined();
  });

  it.each([
    [5 * MINUTE_MS + 1, "this machine's clock is 5 minutes ahead of the CA's"],
    [-90 * MINUTE_MS, "this machine's clock is 90 minutes behind the CA's"],
  ])('says by how much it is wrong, for %i ms', (clockAheadMs, words) => {
    expect(clockFault(clockAheadMs)).toBe(words);
  });
});
