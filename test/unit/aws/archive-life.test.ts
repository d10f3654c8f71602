import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lifeClass } from '../../../functions/aws/archive-life.ts';

const DAY_MS = 86_400_000;
const WRITTEN_AT = new Date('2026-11-23T06:00:00Z');
const inDays = (days: number) => new Date(WRITTEN_AT.getTime() + days * DAY_MS);

describe('lifeClass', () => {
  it.each([
    [-3, '10'],
    [6.7, '10'],
    [10, '10'],
    [10.01, '20'],
    [90, '90'],
    [99, '100'],
    [100.5, '200'],
    [398, '400'],
    [400.5, 'unlimited'],
    [3_650, 'unlimited'],
  ])('of a certificate with %d days left is %s', (days, life) => {
    expect(lifeClass(WRITTEN_AT, inDays(days))).toBe(life);
  });

  it('never ends before the certificate, by the rules of the bucket', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 5_000, noNaN: true }), (days) => {
        const life = lifeClass(WRITTEN_AT, inDays(days));

        // The rules: class + 23 days, test/unit/infra/data.test.ts.
        const endsAfterDays = life === 'unlimited' ? Number.POSITIVE_INFINITY : Number(life) + 23;
        expect(endsAfterDays - days).toBeGreaterThanOrEqual(23);
      }),
    );
  });
});
