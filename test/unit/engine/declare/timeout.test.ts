import { describe, expect, it } from 'vitest';
import { timeoutMsOf } from '../../../../functions/engine/declare/timeout.ts';

describe('timeoutMsOf', () => {
  it.each([
    [{}, 20],
    [{ timeoutMinutes: '30' }, 30],
    [{ timeoutMinutes: 45 }, 45],
    [{ timeoutMinutes: '90' }, 50],
    [{ timeoutMinutes: '-1' }, 0],
    [{ timeoutMinutes: 'soon' }, 20],
    [undefined, 20],
  ])('is of %j: %i minutes', (properties, minutes) => {
    expect(timeoutMsOf(properties)).toBe(minutes * 60_000);
  });
});
