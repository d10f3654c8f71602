import { describe, expect, it } from 'vitest';
import { severityOf } from '../../../../functions/engine/notify/severity.ts';
import { NOW } from '../../../support/builders.ts';

const HOUR = 60 * 60 * 1000;

/** Of 6 days, with so many hours left: the last sixth are 24. */
function validity(hoursLeft: number) {
  const notAfter = new Date(NOW.getTime() + hoursLeft * HOUR);
  return { notAfter, notBefore: new Date(notAfter.getTime() - 144 * HOUR) };
}

describe('severityOf', () => {
  it.each([
    ['person', 0, 25, 'ticket'],
    ['person', 0, 24, 'page'],
    ['person', 0, -1, 'page'],
    ['person', 0, undefined, 'ticket'],
    ['next-run', 0, 24, 'info'],
    ['next-run', 1, 24, 'page'],
    ['next-run', 0, -1, 'page'],
    ['not-before', 1, 25, 'info'],
    ['not-before', 24, 25, 'ticket'],
    ['next-run', 24, undefined, 'ticket'],
  ] as const)(
    'of what %s ends and has lasted for %i h, with %s h left, is %s',
    (disposition, hours, left, severity) => {
      const since = new Date(NOW.getTime() - hours * HOUR);
      const lasting = { disposition, since, validity: left === undefined ? undefined : validity(left) };

      expect(severityOf(lasting, NOW)).toBe(severity);
    },
  );
});
