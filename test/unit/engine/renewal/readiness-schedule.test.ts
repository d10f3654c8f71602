import { describe, expect, it } from 'vitest';
import { isReadinessDue, nextReadinessAt } from '../../../../functions/engine/renewal/readiness-schedule.ts';
import type { Readiness } from '../../../../functions/engine/renewal/state.ts';
import { NOW } from '../../../support/builders.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const minutesFromNow = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE_MS);

const FAILURE = { code: 'caa-forbids', disposition: 'person', message: '', since: NOW } as const;

function isDue(readiness: Readiness | undefined, asked: { isAskedFor?: boolean; askedAt?: Date } = {}) {
  return isReadinessDue({ certificateName: 'example.com', readiness, isAskedFor: false, ...asked }, NOW);
}

describe('isReadinessDue', () => {
  it.each([
    ['it was never proved', undefined, {}, true],
    ['it was proved a day ago', { at: minutesFromNow(-1440) }, {}, true],
    ['somebody asks for a check', { at: minutesFromNow(-1) }, { isAskedFor: true }, true],
    [
      'it failed an hour ago',
      { at: minutesFromNow(-60), failure: FAILURE },
      { askedAt: minutesFromNow(-61) },
      true,
    ],
    [
      'it failed less than an hour ago',
      { at: minutesFromNow(-59), failure: FAILURE },
      { askedAt: minutesFromNow(-60) },
      false,
    ],
    [
      'it failed since a late message was sent',
      { at: minutesFromNow(-5), failure: FAILURE },
      { askedAt: minutesFromNow(-6) },
      false,
    ],
    [
      'it failed before a message that was sent early',
      { at: minutesFromNow(-5), failure: FAILURE },
      { askedAt: minutesFromNow(-4) },
      true,
    ],
    ['a clock or somebody has set it far ahead', { at: minutesFromNow(1440 * 900) }, {}, true],
  ] as const)('when %s: %#', (_, readiness, asked, expected) => {
    expect(isDue(readiness, asked)).toBe(expected);
  });

  it("is not when it was proved a moment ago, until this certificate's hour of the day", () => {
    const readiness = { at: NOW };
    // The first 48 bits of SHA-256 of "readiness example.com", as a share of the day.
    const dueAt = new Date('2026-11-23T18:42:07.746Z');
    const request = { certificateName: 'example.com', readiness, isAskedFor: false };

    expect(isReadinessDue(request, new Date(dueAt.getTime() - 1))).toBe(false);
    expect(isReadinessDue(request, dueAt)).toBe(true);
  });
});

describe('nextReadinessAt', () => {
  it('is at the same time of each day', () => {
    const first = nextReadinessAt('example.com', { at: NOW }, NOW);
    // Ten minutes of schedule and queue.
    const second = nextReadinessAt('example.com', { at: new Date(first.getTime() + 10 * MINUTE_MS) }, NOW);

    expect(second.getTime() - first.getTime()).toBe(DAY_MS);
  });

  it('is an hour after one that failed', () => {
    const readiness = { at: NOW, failure: FAILURE };

    expect(nextReadinessAt('example.com', readiness, NOW)).toEqual(new Date('2026-11-23T07:00:00Z'));
  });

  it('spreads a thousand certificates over the day', () => {
    const perHour = new Map<number, number>();
    const perMinute = new Map<number, number>();
    for (let i = 0; i < 1_000; i += 1) {
      const at = nextReadinessAt(`www${i}.example.com`, { at: NOW }, NOW);
      perHour.set(at.getUTCHours(), (perHour.get(at.getUTCHours()) ?? 0) + 1);
      const minute = Math.floor(at.getTime() / MINUTE_MS);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }

    expect(perHour.size).toBe(24);
    expect(Math.max(...perHour.values())).toBeLessThan(70);
    expect(Math.max(...perMinute.values())).toBeLessThan(8);
  });
});
