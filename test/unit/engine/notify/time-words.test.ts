import { describe, expect, it } from 'vitest';
import {
  dayText,
  instantText,
  roundTime,
  shortTime,
} from '../../../../functions/engine/notify/time-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('shortTime', () => {
  it.each([
    [-1, '0 min'],
    [59 * MINUTE, '59 min'],
    [HOUR, '1 h'],
    [41 * HOUR, '41 h'],
    [48 * HOUR, '2 d'],
    [3 * DAY + 4 * HOUR, '3 d 4 h'],
    [27 * DAY + 5 * HOUR, '27 d'],
  ])('says %i ms as %s', (ms, text) => {
    expect(shortTime(ms)).toBe(text);
  });
});

describe('roundTime', () => {
  it.each([
    [2 * DAY + 23 * HOUR, '2 days'],
    [2 * DAY - 1, '47 hours'],
    [HOUR, '1 hour'],
    [MINUTE, '1 minute'],
    [0, '0 minutes'],
  ])('says %i ms as %s', (ms, text) => {
    expect(roundTime(ms)).toBe(text);
  });
});

describe('instantText and dayText', () => {
  const at = new Date('2027-02-21T08:12:30Z');

  it('say when it is in UTC, the day with its year where that is another', () => {
    expect(instantText(at)).toBe('2027-02-21 08:12 UTC');
    expect(dayText(at, new Date('2027-01-01T00:00:00Z'))).toBe('21 Feb 08:12 UTC');
    expect(dayText(at, new Date('2026-12-31T23:59:59Z'))).toBe('21 Feb 2027 08:12 UTC');
  });
});
