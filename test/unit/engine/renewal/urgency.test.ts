import { describe, expect, it } from 'vitest';
import { isUrgent, isWantedEarly } from '../../../../functions/engine/renewal/urgency.ts';
import { NOW } from '../../../support/builders.ts';

function hoursFromNow(hours: number): Date {
  return new Date(NOW.getTime() + hours * 3_600_000);
}

describe('isWantedEarly', () => {
  const NINETY_DAYS = { notBefore: hoursFromNow(-240), notAfter: hoursFromNow(1_920) };

  it.each([
    ['true of a window that has just ended, most of the life to come', 0, true],
    ['true of a window that has long ended', -100, true],
    ['false of a window from before its life', -240, false],
    ['false of a window that has not ended', 0.01, false],
  ])('is %s', (_, replaceIn, expected) => {
    expect(isWantedEarly(NINETY_DAYS, hoursFromNow(replaceIn), NOW)).toBe(expected);
  });

  it('is false of a window that ended when its age made it due', () => {
    const thirdLeft = { notBefore: hoursFromNow(-1_440), notAfter: hoursFromNow(720) };

    expect(isWantedEarly(thirdLeft, hoursFromNow(0), NOW)).toBe(false);
    expect(isWantedEarly(thirdLeft, hoursFromNow(-1), NOW)).toBe(true);
  });
});

describe('isUrgent', () => {
  const aged = (old: number, left: number) => ({
    notBefore: hoursFromNow(-old),
    notAfter: hoursFromNow(left),
  });

  it.each([
    ['a sixth of its life is left', aged(150, 30), undefined, true],
    ['it has expired', aged(180, -1), undefined, true],
    ['more than a sixth is left', aged(149, 31), undefined, false],
    ['the CA wants it replaced early', aged(10, 170), hoursFromNow(-1), true],
    ['the CA’s window ended as its age made it due', aged(120, 60), hoursFromNow(-1), false],
  ])('is right when %s', (_, validity, replaceAt, expected) => {
    expect(isUrgent(validity, replaceAt, NOW)).toBe(expected);
  });
});
