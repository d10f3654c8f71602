import { describe, expect, it } from 'vitest';
import { askAhead, withAccountBegun } from '../../../../cli/try/ask-ahead.ts';
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

describe('withAccountBegun', () => {
  it('has the account found once the zones are told, and waits for no answer about it', async () => {
    const told: string[] = [];
    const ask = withAccountBegun(
      async () => told.push('zones'),
      () => {
        told.push('account');
        return new Promise(() => undefined);
      },
    );

    expect(await ask(noDeadline())).toBe(1);
    expect(told).toEqual(['zones', 'account']);
  });

  it('asks the CA nothing when DNScale refuses', async () => {
    const told: string[] = [];
    const refuse = () => Promise.reject(new Error('refused'));
    const ask = withAccountBegun(refuse, async () => told.push('account'));

    await expect(ask(noDeadline())).rejects.toThrow('refused');
    expect(told).toEqual([]);
  });

  it('leaves it to others to tell that no account could be found', async () => {
    const ask = withAccountBegun(
      async () => 'zones',
      () => Promise.reject(new Error('no account')),
    );

    expect(await ask(noDeadline())).toBe('zones');
  });
});
