import { describe, expect, it } from 'vitest';
import {
  deadlineExceeded,
  deadlineIn,
  deadlineWithin,
  orAborted,
  throwIfOver,
  Unanswered,
} from '../../../functions/engine/deadline.ts';
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

describe('throwIfOver', () => {
  const over = (reason: unknown) => ({ at: NOW, signal: AbortSignal.abort(reason) });
  const thrownBy = (reason: unknown, waitedMs: number) => {
    try {
      throwIfOver(over(reason), { who: 'the CA at ca.test', request: 'GET /directory', waitedMs });
      return undefined;
    } catch (thrown) {
      return thrown;
    }
  };

  it('names who did not answer, and what to do', () => {
    const thrown = thrownBy(deadlineExceeded('the examination'), 8_960);

    expect(thrown).toBeInstanceOf(Unanswered);
    expect(thrown).toMatchObject({
      code: 'deadline-exceeded',
      message:
        'The time for the examination is used up. The CA at ca.test did not answer within 9 s: GET /directory. Nothing is lost: the next run continues from the stored state.',
      toldToCaller:
        'The time for the examination is used up. The CA at ca.test did not answer within 9 s: GET /directory. See whether the CA at ca.test is up, and whether this network lets https out to it; a proxy is not used. Then run this again: nothing is lost.',
      said: 'the CA at ca.test did not answer within 9 s',
    });
  });

  it('blames nobody who was asked a moment ago', () => {
    const reason = deadlineExceeded('the examination');

    expect(thrownBy(reason, 999)).toBe(reason);
  });

  it('leaves an interruption as it is', () => {
    expect(thrownBy(INTERRUPTED, 8_960)).toBe(INTERRUPTED);
  });

  it('throws nothing before the deadline has passed', () => {
    const deadline = deadlineIn(60_000, clock);

    expect(throwIfOver(deadline, { who: 'AWS', request: 'a call', waitedMs: 8_960 })).toBeUndefined();
  });
});

describe('orAborted', () => {
  const endsAs = (signal: AbortSignal, words: string) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error(words)), { once: true });
    });

  it.each([
    ["the signal's reason", false, 'the reason'],
    ['what the work says at its own end, where it may have the last word', true, 'the last word'],
  ])('ends with %s', async (_, lastWords, words) => {
    const controller = new AbortController();
    const later = endsAs(controller.signal, 'the last word').catch(async (error) => {
      // As behind a few layers of the adapter.
      await null;
      throw error;
    });
    const ended = orAborted(later, controller.signal, { lastWords }).catch((error) => error.message);

    controller.abort(new Error('the reason'));

    expect(await ended).toBe(words);
  });

  it('ends also where the work never does', async () => {
    const controller = new AbortController();
    const ended = orAborted(new Promise(() => undefined), controller.signal, { lastWords: true });

    controller.abort(new Error('the reason'));

    await expect(ended).rejects.toThrow('the reason');
  });
});
