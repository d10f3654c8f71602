import { describe, expect, it } from 'vitest';
import type { Disposition } from '../../../../functions/engine/errors.ts';
import { nextCheckAfterFailure } from '../../../../functions/engine/renewal/back-off.ts';

const NOW = new Date('2026-11-23T06:00:00Z');

function next(disposition: Disposition, failuresInARow: number, retryAt?: string, isFree = true): string {
  const error = { disposition, retryAt: retryAt === undefined ? undefined : new Date(retryAt), isFree };
  return nextCheckAfterFailure(error, failuresInARow, NOW).toISOString();
}

describe('nextCheckAfterFailure', () => {
  it('backs off 10 minutes, 100 minutes, then daily', () => {
    expect(next('next-run', 1)).toBe('2026-11-23T06:10:00.000Z');
    expect(next('next-run', 2)).toBe('2026-11-23T07:40:00.000Z');
    expect(next('next-run', 3)).toBe('2026-11-24T06:00:00.000Z');
    expect(next('next-run', 40)).toBe('2026-11-24T06:00:00.000Z');
  });

  it.each([
    ['6 days (160 h)', 160, '2026-11-23T12:40:00.000Z'],
    ['45 days', 45 * 24, '2026-11-24T06:00:00.000Z'],
    ['a minute', 1 / 60, '2026-11-23T06:10:00.000Z'],
  ])(
    'pauses no longer than a day, nor than a 24th of the life of a certificate of %s',
    (_, hours, expected) => {
      const error = {
        disposition: 'next-run',
        retryAt: undefined,
        isFree: true,
        lifeMs: hours * 3_600_000,
      } as const;

      expect(nextCheckAfterFailure(error, 3, NOW).toISOString()).toBe(expected);
    },
  );

  it('checks every hour when a person is needed, however often the run failed', () => {
    expect(next('person', 1)).toBe('2026-11-23T07:00:00.000Z');
    expect(next('person', 40)).toBe('2026-11-23T07:00:00.000Z');
  });

  it('backs off like any other failure when a person is needed for what has cost a certificate', () => {
    expect(next('person', 1, undefined, false)).toBe('2026-11-23T06:10:00.000Z');
    expect(next('person', 3, undefined, false)).toBe('2026-11-24T06:00:00.000Z');
  });

  it('waits as long as the server asked', () => {
    expect(next('not-before', 1, '2026-11-23T09:30:00Z')).toBe('2026-11-23T09:30:00.000Z');
  });

  it('clamps what the server asked to between a minute and seven days', () => {
    expect(next('not-before', 1, '2020-01-01T00:00:00Z')).toBe('2026-11-23T06:01:00.000Z');
    expect(next('not-before', 1, '2999-01-01T00:00:00Z')).toBe('2026-11-30T06:00:00.000Z');
  });
});
