import { describe, expect, it } from 'vitest';
import {
  dueAt,
  isUrgent,
  isWantedEarly,
  shareOfLifeLeft,
} from '../../../../functions/engine/renewal/share-of-life.ts';
import { NOW } from '../../../support/builders.ts';

function hoursFromNow(hours: number): Date {
  return new Date(NOW.getTime() + hours * 3_600_000);
}

function aged(hoursOld: number, hoursLeft: number) {
  return { notBefore: hoursFromNow(-hoursOld), notAfter: hoursFromNow(hoursLeft) };
}

describe('shareOfLifeLeft', () => {
  it.each([
    ['all of it at the begin', 0, 160, 1],
    ['half', 80, 80, 0.5],
    ['a quarter of 90 days', 1620, 540, 0.25],
    ['none at the end', 160, 0, 0],
    ['less than none once it has expired', 240, -80, -0.5],
    ['more than all before it becomes valid', -10, 110, 1.1],
    ['none for a life without length', 5, -5, Number.NEGATIVE_INFINITY],
    ['none for a life that ends before it begins', -5, -10, Number.NEGATIVE_INFINITY],
  ])('is %s', (_, hoursOld, hoursLeft, expected) => {
    expect(shareOfLifeLeft(aged(hoursOld, hoursLeft), NOW)).toBe(expected);
  });
});

describe('dueAt', () => {
  it.each([
    { life: '90 days', notAfter: '2026-04-01T00:00:00Z', due: '2026-03-02T00:00:00.000Z' },
    { life: '45 days', notAfter: '2026-02-15T00:00:00Z', due: '2026-01-31T00:00:00.000Z' },
    { life: '10 days', notAfter: '2026-01-11T00:00:00Z', due: '2026-01-07T16:00:00.000Z' },
    { life: '160 hours', notAfter: '2026-01-07T16:00:00Z', due: '2026-01-04T08:00:00.000Z' },
  ])('of a certificate that lives $life is $due', ({ notAfter, due }) => {
    const at = dueAt({ notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date(notAfter) });

    expect(at.toISOString()).toBe(due);
  });
});

describe('isWantedEarly', () => {
  const NINETY_DAYS = aged(240, 1_920);

  it.each([
    ['true of a window that has just ended, most of the life to come', 0, true],
    ['true of a window that has long ended', -100, true],
    ['false of a window from before its life', -240, false],
    ['false of a window that has not ended', 0.01, false],
  ])('is %s', (_, replaceIn, expected) => {
    expect(isWantedEarly(NINETY_DAYS, hoursFromNow(replaceIn), NOW)).toBe(expected);
  });

  it('is false of a window that ended when its age made it due', () => {
    const thirdLeft = aged(1_440, 720);

    expect(isWantedEarly(thirdLeft, hoursFromNow(0), NOW)).toBe(false);
    expect(isWantedEarly(thirdLeft, hoursFromNow(-1), NOW)).toBe(true);
  });
});

describe('isUrgent', () => {
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
