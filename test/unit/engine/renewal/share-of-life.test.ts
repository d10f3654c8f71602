import { describe, expect, it } from 'vitest';
import { shareOfLifeLeft } from '../../../../functions/engine/renewal/share-of-life.ts';
import { NOW } from '../../../support/builders.ts';

const HOUR_MS = 3_600_000;

function aged(hoursOld: number, hoursLeft: number) {
  return {
    notBefore: new Date(NOW.getTime() - hoursOld * HOUR_MS),
    notAfter: new Date(NOW.getTime() + hoursLeft * HOUR_MS),
  };
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
