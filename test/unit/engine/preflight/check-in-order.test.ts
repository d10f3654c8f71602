import { describe, expect, it } from 'vitest';
import { checkInOrder } from '../../../../functions/engine/preflight/check-in-order.ts';

describe('checkInOrder', () => {
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

    expect(await checkInOrder([1, 2, 3, 4], 2, check)).toEqual([10, 20, 30, 40]);
    expect(most).toBe(2);
  });

  it('fails as the first item does, though a later one failed before, and after all are done', async () => {
    const done: string[] = [];
    const late = Promise.withResolvers<void>();
    const check = async (item: string) => {
      if (item === 'first') await late.promise;
      else late.resolve();
      done.push(item);
      throw new Error(item);
    };

    await expect(checkInOrder(['first', 'second'], 2, check)).rejects.toThrow('first');
    expect(done).toEqual(['second', 'first']);
  });
});
