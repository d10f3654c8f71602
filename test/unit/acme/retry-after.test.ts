import { describe, expect, it } from 'vitest';
import { pollAfterMsOf, retryAtOf } from '../../../functions/acme/retry-after.ts';

const NOW = new Date('2026-11-23T06:00:00Z');

describe('retryAtOf', () => {
  it.each([
    ['3600', '2026-11-23T07:00:00.000Z'],
    ['5', '2026-11-23T06:00:05.000Z'],
    [' 120 ', '2026-11-23T06:02:00.000Z'],
    ['Mon, 23 Nov 2026 09:30:00 GMT', '2026-11-23T09:30:00.000Z'],
  ])('takes "%s" at its word', (header, expected) => {
    expect(retryAtOf(header, NOW)?.toISOString()).toBe(expected);
  });

  it.each([
    ['0', '2026-11-23T06:01:00.000Z'],
    ['Sun, 22 Nov 2026 09:30:00 GMT', '2026-11-23T06:01:00.000Z'],
    ['10000000000', '2026-11-30T06:00:00.000Z'],
    ['9'.repeat(400), '2026-11-30T06:00:00.000Z'],
    ['Fri, 01 Jan 2100 00:00:00 GMT', '2026-11-30T06:00:00.000Z'],
  ])('does not believe "%.20s"', (header, expected) => {
    expect(retryAtOf(header, NOW)?.toISOString()).toBe(expected);
  });

  it.each([
    undefined,
    '',
    'soon',
    '-1',
    '1e10',
    '1.5',
    '5, 10',
    '2026-11-23T09:30:00Z',
    'Xyz, 99 Abc 2026 99:99:99 GMT',
  ])('makes nothing of "%s"', (header) => {
    expect(retryAtOf(header, NOW)).toBeUndefined();
  });
});

describe('pollAfterMsOf', () => {
  it.each([
    ['0', 0],
    ['3', 3_000],
    ['86400', 60_000],
    ['Mon, 23 Nov 2026 06:00:05 GMT', 5_000],
    ['Mon, 23 Nov 2026 05:00:00 GMT', 0],
  ])('reads "%s" and waits a minute at most', (header, expected) => {
    expect(pollAfterMsOf(header, NOW)).toBe(expected);
  });

  it('makes nothing of a header that asks for no wait', () => {
    expect(pollAfterMsOf('5, 10', NOW)).toBeUndefined();
  });
});
