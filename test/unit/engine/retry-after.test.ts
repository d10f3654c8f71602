import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../../functions/engine/retry-after.ts';

const NOW = new Date('2026-11-23T06:00:00Z');

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    [' 120 ', 120_000],
    ['10000000000', 10_000_000_000_000],
    ['Mon, 23 Nov 2026 06:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 05:59:30 GMT', -30_000],
  ])('reads "%s"', (header, ms) => {
    expect(parseRetryAfter(header, NOW)).toBe(ms);
  });

  it.each([
    undefined,
    '',
    'soon',
    '-1',
    '1.5',
    '1e10',
    '0x10',
    '5, 10',
    '2026-11-23T09:30:00Z',
    'Mon, nonsense GMT',
    'Xyz, 99 Abc 2026 99:99:99 GMT',
  ])('makes nothing of "%s"', (header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined();
  });

  it.each([
    ['1.5', 1_500],
    ['-1', -1_000],
    ['Mon, 23 Nov 2026 6:00:30 GMT', 30_000],
    ['Thu, 3 Dec 2026 06:00:00 GMT', 864_000_000],
  ])('reads "%s" in the lenient form', (header, ms) => {
    expect(parseRetryAfter(header, NOW, 'lenient')).toBe(ms);
  });
});
