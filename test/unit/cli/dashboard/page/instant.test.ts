import { describe, expect, it } from 'vitest';
import { instantText, tookText } from '../../../../../cli/dashboard/page/instant.ts';

describe('instantText', () => {
  it.each([
    ['2026-11-27T03:15:40.000Z', '27 Nov 03:15'],
    ['2027-02-24T02:10:00.000Z', '24 Feb 02:10'],
    ['2025-12-01T23:59:59.000Z', '1 Dec 2025 23:59'],
  ])('says %s as %s', (iso, text) => {
    expect(instantText(iso, Date.parse('2026-11-27T12:00:00Z'))).toBe(text);
  });
});

describe('tookText', () => {
  it.each([
    [0, '0.0 s'],
    [900, '0.9 s'],
    [9_499, '9.5 s'],
    [9_960, '10 s'],
    [15_200, '15 s'],
    [59_600, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('says %d ms as %s', (ms, text) => {
    expect(tookText(ms)).toBe(text);
  });
});
