import { describe, expect, it } from 'vitest';
import type { Disposition } from '../../../../functions/engine/errors.ts';
import { nextCheckAfterFailure } from '../../../../functions/engine/renewal/back-off.ts';

const NOW = new Date('2026-11-23T06:00:00Z');
const HOUR_MS = 3_600_000;

function next(disposition: Disposition, failuresInARow: number, retryAt?: string, isFree = true): string {
  const error = { disposition, retryAt: retryAt === undefined ? undefined : new Date(retryAt), isFree };
  return nextCheckAfterFailure(error, failuresInARow, NOW).toISOString();
}

/** The pause in minutes after the n-th failure, for a certificate of so many hours with so many left. */
function pause(
  cost: 'free' | 'costly',
  failuresInARow: number,
  lifeHours: number,
  leftHours: number,
): number {
  const validity = {
    notBefore: new Date(NOW.getTime() - (lifeHours - leftHours) * HOUR_MS),
    notAfter: new Date(NOW.getTime() + leftHours * HOUR_MS),
  };
  const error = {
    disposition: 'next-run',
    retryAt: undefined,
    isFree: cost === 'free',
    validity,
  } as const;
  return (nextCheckAfterFailure(error, failuresInARow, NOW).getTime() - NOW.getTime()) / 60_000;
}

describe('nextCheckAfterFailure', () => {
  it('backs off 10 minutes, 100 minutes, then daily from what costs something, while nothing is live', () => {
    expect(next('next-run', 1, undefined, false)).toBe('2026-11-23T06:10:00.000Z');
    expect(next('next-run', 2, undefined, false)).toBe('2026-11-23T07:40:00.000Z');
    expect(next('next-run', 3, undefined, false)).toBe('2026-11-24T06:00:00.000Z');
    expect(next('person', 40, undefined, false)).toBe('2026-11-24T06:00:00.000Z');
  });

  it('is 5 minutes at most while a deployment waits, and obeys the limit of a server', () => {
    const minutes = (error: { isFree: boolean; retryAt?: Date; isGuess?: boolean }) => {
      const failed = { disposition: 'person', retryAt: undefined, isAwaited: true, ...error } as const;
      return (nextCheckAfterFailure(failed, 3, NOW).getTime() - NOW.getTime()) / 60_000;
    };
    const inTwoHours = new Date('2026-11-23T08:00:00Z');

    expect(minutes({ isFree: true })).toBe(5);
    expect(minutes({ isFree: false })).toBe(5);
    expect(minutes({ isFree: true, retryAt: inTwoHours, isGuess: true })).toBe(5);
    expect(minutes({ isFree: false, retryAt: inTwoHours })).toBe(120);
  });

  it('tries what costs nothing after 10 minutes, then every hour, however often it failed', () => {
    expect(next('next-run', 1)).toBe('2026-11-23T06:10:00.000Z');
    expect(next('next-run', 2)).toBe('2026-11-23T07:00:00.000Z');
    expect(next('next-run', 40)).toBe('2026-11-23T07:00:00.000Z');
  });

  it('gives a person an hour, however often the run failed', () => {
    expect(next('person', 1)).toBe('2026-11-23T07:00:00.000Z');
    expect(next('person', 40)).toBe('2026-11-23T07:00:00.000Z');
  });

  it.each<['free' | 'costly', number, number, number, number]>([
    // [cost, failures, hours of life, hours left, minutes of pause]
    ['costly', 3, 90 * 24, 30 * 24, 24 * 60],
    ['costly', 3, 45 * 24, 15 * 24, 24 * 60],
    // A 24th of the life.
    ['costly', 3, 160, 80, 400],
    // Tries after a quarter, a half and three quarters of what is left.
    ['costly', 3, 90 * 24, 40, 10 * 60],
    ['costly', 3, 90 * 24, 3, 45],
    ['costly', 2, 90 * 24, 3, 45],
    ['costly', 1, 90 * 24, 3, 10],
    ['costly', 3, 160, 3, 45],
    ['free', 3, 90 * 24, 30 * 24, 60],
    ['free', 3, 90 * 24, 3, 45],
    ['free', 3, 160, 3, 45],
    ['free', 3, 90 * 24, 1, 15],
    // Never more often than plan ticks.
    ['costly', 3, 90 * 24, 0.5, 10],
    ['free', 3, 90 * 24, 0.1, 10],
    ['free', 3, 1 / 60, 1 / 120, 10],
    // Expired.
    ['free', 200, 90 * 24, -1, 60],
    ['free', 200, 160, -100, 60],
    ['costly', 3, 160, -100, 400],
    ['costly', 3, 90 * 24, -1, 24 * 60],
  ])(
    'after a %s failure, the %i. in a row, in a life of %d h with %d h left, pauses %d minutes',
    (cost, failures, lifeHours, leftHours, minutes) => {
      expect(pause(cost, failures, lifeHours, leftHours)).toBeCloseTo(minutes, 6);
    },
  );

  it.each<['free' | 'costly', number, number, number]>([
    // [cost, failures, hours of the window left, minutes of pause]
    ['costly', 1, 3.2, 10],
    // 100 minutes would be behind its end.
    ['costly', 2, 1.5, 45],
    ['costly', 2, 0.5, 15],
    ['costly', 2, 0.1, 10],
    ['costly', 2, 40, 100],
    ['costly', 3, 40, 20 * 60],
    ['costly', 3, 200, 24 * 60],
    ['free', 3, 1.5, 45],
    ['free', 3, 40, 60],
    // It is over.
    ['costly', 2, 0, 100],
    ['costly', 2, -1, 100],
  ])(
    'after a %s failure, the %i. in a row, with %d h of the window left, pauses %d minutes',
    (cost, failures, windowHours, minutes) => {
      const error = {
        disposition: 'next-run',
        retryAt: undefined,
        isFree: cost === 'free',
        validity: {
          notBefore: new Date(NOW.getTime() - 60 * 24 * HOUR_MS),
          notAfter: new Date(NOW.getTime() + 30 * 24 * HOUR_MS),
        },
        windowEndsAt: new Date(NOW.getTime() + windowHours * HOUR_MS),
      } as const;

      expect((nextCheckAfterFailure(error, failures, NOW).getTime() - NOW.getTime()) / 60_000).toBeCloseTo(
        minutes,
        6,
      );
    },
  );

  it('follows a guess of a day as far as the window allows', () => {
    const error = {
      disposition: 'not-before',
      retryAt: new Date('2026-11-24T06:00:00Z'),
      isFree: false,
      isGuess: true,
      windowEndsAt: new Date('2026-11-23T09:00:00Z'),
    } as const;

    expect(nextCheckAfterFailure(error, 1, NOW).toISOString()).toBe('2026-11-23T07:30:00.000Z');
  });

  it('waits as long as the server asked', () => {
    expect(next('not-before', 1, '2026-11-23T09:30:00Z')).toBe('2026-11-23T09:30:00.000Z');
  });

  it('clamps what the server asked to between a minute and seven days', () => {
    expect(next('not-before', 1, '2020-01-01T00:00:00Z')).toBe('2026-11-23T06:01:00.000Z');
    expect(next('not-before', 1, '2999-01-01T00:00:00Z')).toBe('2026-11-30T06:00:00.000Z');
  });

  it.each([
    ['a guess', true, '2026-11-23T06:45:00.000Z'],
    ['a limit', false, '2026-11-24T06:00:00.000Z'],
  ])('with 3 h of life left, follows %s of a day as far as three tries allow', (_, isGuess, expected) => {
    const validity = {
      notBefore: new Date('2026-08-25T09:00:00Z'),
      notAfter: new Date('2026-11-23T09:00:00Z'),
    };
    const retryAt = new Date('2026-11-24T06:00:00Z');
    const error = { disposition: 'not-before', retryAt, isFree: true, isGuess, validity } as const;

    expect(nextCheckAfterFailure(error, 1, NOW).toISOString()).toBe(expected);
  });

  it.each([
    ['nothing is live', undefined],
    [
      'the certificate has expired',
      { notBefore: new Date('2026-08-20T00:00:00Z'), notAfter: new Date('2026-11-18T00:00:00Z') },
    ],
  ])('is back within the hour at a party that is down, whatever it guesses, when %s', (_, validity) => {
    const retryAt = new Date('2026-11-24T06:00:00Z');
    const error = { disposition: 'not-before', retryAt, isFree: true, isGuess: true, validity } as const;

    expect(nextCheckAfterFailure(error, 1, NOW).toISOString()).toBe('2026-11-23T07:00:00.000Z');
  });
});
