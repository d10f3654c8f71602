import { describe, expect, it } from 'vitest';
import { memoize } from '../../../functions/engine/memoize.ts';

/** Each question stays open until the test answers it. */
function createOracle() {
  const asked: string[] = [];
  const open: PromiseWithResolvers<string>[] = [];
  const ask = (question: string) => {
    asked.push(question);
    const answer = Promise.withResolvers<string>();
    open.push(answer);
    return answer.promise;
  };
  return { asked, open, ask };
}

describe('memoize', () => {
  it('asks once, also while the answer is on its way', async () => {
    const { asked, open, ask } = createOracle();
    const askOnce = memoize(ask);
    const together = [askOnce('a'), askOnce('a')];
    open[0]?.resolve('1');

    expect(await Promise.all([...together, askOnce('a')])).toEqual(['1', '1', '1']);
    expect(asked).toEqual(['a']);
  });

  it('asks each question by itself', () => {
    const { asked, ask } = createOracle();
    const askOnce = memoize(ask);

    askOnce('a');
    askOnce('b');

    expect(asked).toEqual(['a', 'b']);
  });

  it('takes the first argument for the question and hands on the others', async () => {
    const seen: [string, number][] = [];
    const askOnce = memoize(async (question: string, detail: number) => void seen.push([question, detail]));

    await Promise.all([askOnce('a', 1), askOnce('a', 2), askOnce('b', 3)]);

    expect(seen).toEqual([
      ['a', 1],
      ['b', 3],
    ]);
  });

  it('knows one answer where there is nothing to tell questions by', async () => {
    let count = 0;
    const read = memoize(async () => ++count);

    expect([await read(), await read()]).toEqual([1, 1]);
  });

  it('keeps a failure as the answer', async () => {
    const { asked, open, ask } = createOracle();
    const askOnce = memoize(ask);
    const failed = askOnce('a');
    open[0]?.reject(new Error('down'));

    await expect(failed).rejects.toThrow('down');
    await expect(askOnce('a')).rejects.toThrow('down');
    expect(asked).toEqual(['a']);
  });

  it('asks again after a failure if it forgets failures', async () => {
    const { asked, open, ask } = createOracle();
    const askOnce = memoize(ask, { forgetFailed: true });
    const together = [askOnce('a'), askOnce('a')];
    open[0]?.reject(new Error('down'));
    await Promise.allSettled(together);

    const again = askOnce('a');
    open[1]?.resolve('1');

    expect([await again, await askOnce('a')]).toEqual(['1', '1']);
    expect(asked).toEqual(['a', 'a']);
  });
});
