import { describe, expect, it } from 'vitest';
import {
  agoText,
  clockText,
  columnDay,
  dayText,
  instantText,
  longSpan,
  monthText,
  spanText,
  tookText,
} from '../../../../../cli/dashboard/page/time-words.ts';

const NOW = Date.parse('2026-11-27T03:00:00Z');
const HOUR = 60 * 60 * 1000;

describe('the words for instants', () => {
  it('are in UTC', () => {
    expect(columnDay(Date.parse('2026-12-31T23:59:00Z'))).toBe('31 Dec');
    expect(clockText(Date.parse('2026-12-31T23:59:00Z'))).toBe('23:59');
    expect(clockText(Date.parse('2026-12-31T00:05:00Z'))).toBe('00:05');
  });

  it('name another year', () => {
    expect(dayText(Date.parse('2026-08-25T00:00:00Z'), NOW)).toBe('25 Aug');
    expect(dayText(Date.parse('2027-02-23T00:00:00Z'), NOW)).toBe('23 Feb 2027');
    expect(columnDay(Date.parse('2026-09-01T00:00:00Z'))).toBe('1 Sep');
    expect(monthText(Date.parse('2026-12-01T00:00:00Z'))).toBe('Dec');
    expect(monthText(Date.parse('2027-01-01T00:00:00Z'))).toBe('Jan 2027');
  });
});

describe('the words for spans', () => {
  it('have hours in the last two days, and minutes in the last two hours', () => {
    expect(spanText(59.9 * 24 * HOUR)).toBe('59 d');
    expect(spanText(47 * HOUR)).toBe('47 h');
    expect(spanText(-1.5 * HOUR)).toBe('90 min');
    expect(longSpan(2 * 24 * HOUR)).toBe('2 days');
    expect(longSpan(60 * 1000)).toBe('1 minute');
  });

  it('have an age', () => {
    expect(agoText(NOW - 3 * 60 * 1000, NOW)).toBe('3 min ago');
    expect(agoText(NOW - 30 * 1000, NOW)).toBe('just now');
    expect(agoText(NOW + 30 * 1000, NOW)).toBe('just now');
  });
});

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
