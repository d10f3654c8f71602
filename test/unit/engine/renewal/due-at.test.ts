import { describe, expect, it } from 'vitest';
import { dueAt } from '../../../../functions/engine/renewal/due-at.ts';

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
