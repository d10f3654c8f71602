import { describe, expect, it } from 'vitest';
import { askAhead } from '../../../../cli/try/ask-ahead.ts';
import { noDeadline } from '../../../support/builders.ts';

describe('askAhead', () => {
  it('asks at once, gives the first who asks that answer, and asks anew for everybody after that', async () => {
    const asked: string[] = [];
    const ask = askAhead(async () => `answer ${asked.push('')}`, noDeadline());
    expect(asked).toHaveLength(1);

    expect(await ask(noDeadline())).toBe('answer 1');
    expect(asked).toHaveLength(1);
    expect(await ask(noDeadline())).toBe('answer 2');
  });

  it('gives the first who asks the error, and nobody one that nobody asked for', async () => {
    const fail = () => Promise.reject(new Error('refused'));
    askAhead(fail, noDeadline());

    await expect(askAhead(fail, noDeadline())(noDeadline())).rejects.toThrow('refused');
  });
});
