import { describe, expect, it } from 'vitest';
import { attempt, attemptEach, errorsOf, expectValue, valuesOf } from '../../../functions/engine/attempt.ts';
import { deadlineIn } from '../../../functions/engine/deadline.ts';
import { NOW, noDeadline } from '../../support/builders.ts';

describe('attempt', () => {
  it('holds the answer, or the error', async () => {
    const failure = new Error('down');

    expect(await attempt(async () => 1, noDeadline())).toEqual({ value: 1 });
    expect(await attempt(() => Promise.reject(failure), noDeadline())).toMatchObject({
      error: { code: 'unexpected', cause: failure },
    });
  });

  it('ends with the deadline where the question does not', async () => {
    const hangs = () => new Promise<never>(() => undefined);

    expect(await attempt(hangs, deadlineIn(20, { now: () => NOW }))).toMatchObject({
      error: { code: 'deadline-exceeded' },
    });
  });
});

describe('attemptEach', () => {
  it('gives the results in order, with so many checks at once and no more', async () => {
    let running = 0;
    let most = 0;
    let pair = Promise.withResolvers<void>();
    const check = async (item: number) => {
      running += 1;
      most = Math.max(most, running);
      const { promise, resolve } = pair;
      if (running === 2) {
        pair = Promise.withResolvers();
        resolve();
      }
      await promise;
      running -= 1;
      return item * 10;
    };

    const attempts = await attemptEach([1, 2, 3, 4], 2, check, noDeadline());

    expect(attempts.map(expectValue)).toEqual([10, 20, 30, 40]);
    expect(most).toBe(2);
  });
});

describe('expectValue', () => {
  it('fails as the first item does, though a later one failed before, and after all are done', async () => {
    const done: string[] = [];
    const late = Promise.withResolvers<void>();
    const check = async (item: string) => {
      if (item === 'first') await late.promise;
      else late.resolve();
      done.push(item);
      throw new Error(item);
    };

    const attempts = await attemptEach(['first', 'second'], 2, check, noDeadline());

    expect(() => attempts.map(expectValue)).toThrow('first');
    expect(done).toEqual(['second', 'first']);
  });
});

describe('valuesOf and errorsOf', () => {
  it('part the answers from the errors', async () => {
    const check = async (item: number) => {
      if (item > 1) throw new Error(`no ${item}`);
      return item;
    };

    const attempts = await attemptEach([1, 2], 2, check, noDeadline());

    expect(valuesOf(attempts)).toEqual([1]);
    expect(errorsOf(attempts)).toMatchObject([{ message: expect.stringContaining('no 2') }]);
  });
});
