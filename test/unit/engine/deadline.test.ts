import { describe, expect, it } from 'vitest';
import { deadlineIn, deadlineWithin } from '../../../functions/engine/deadline.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import { NOW } from '../../support/builders.ts';

const clock = { now: () => NOW };
const INTERRUPTED = new RenewerError({ code: 'interrupted', disposition: 'next-run', message: 'Ctrl-C' });

describe('deadlineWithin', () => {
  it.each([
    ['its own bound when that comes first', 1_000, '2026-11-23T06:00:01.000Z'],
    ['the end of the outer one otherwise', 60_000, '2026-11-23T06:00:10.000Z'],
  ])('has %s', (_, ms, at) => {
    expect(deadlineWithin(deadlineIn(10_000, clock), ms, clock).at.toISOString()).toBe(at);
  });

  it('is over as soon as the outer one is, for the same reason', () => {
    const controller = new AbortController();
    const outer = { at: new Date(NOW.getTime() + 10_000), signal: controller.signal };
    const inner = deadlineWithin(outer, 5_000, clock);

    controller.abort(INTERRUPTED);

    expect(inner.signal.reason).toBe(INTERRUPTED);
  });

  it.each([10_000, 60_000])(
    'is the outer one itself where that comes first or at the same time (%d)',
    (ms) => {
      const outer = deadlineIn(10_000, clock);

      expect(deadlineWithin(outer, ms, clock, 'a part')).toBe(outer);
    },
  );

  it('is over at once where the outer one is over but its timer is late', () => {
    const late = { at: NOW, signal: new AbortController().signal };

    expect(deadlineWithin(late, 1_000, clock).signal.aborted).toBe(true);
  });

  it('is over at its own bound while the outer one lasts', async () => {
    const outer = deadlineIn(60_000, clock);
    const inner = deadlineWithin(outer, 1, clock, 'the question');

    await new Promise((resolve) => inner.signal.addEventListener('abort', resolve, { once: true }));

    expect(inner.signal.reason).toMatchObject({ code: 'deadline-exceeded' });
    expect(outer.signal.aborted).toBe(false);
  });
});
