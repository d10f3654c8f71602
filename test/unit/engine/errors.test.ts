import { describe, expect, it } from 'vitest';
import { factsOf, isCaAway, listed, RenewerError } from '../../../functions/engine/errors.ts';

describe('listed', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b', 'c'], 'a, b, c'],
    [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
  ])('shows three of %j at most: "%s"', (names, text) => {
    expect(listed(names, 3)).toBe(text);
  });
});

describe('RenewerError', () => {
  it('ends its message with the advice', () => {
    const init = {
      code: 'token-missing',
      disposition: 'person',
      message: 'No token.',
      advice: 'Set it.',
    } as const;

    expect(new RenewerError(init).message).toBe('No token. Set it.');
    expect(new RenewerError({ ...init, advice: undefined }).message).toBe('No token.');
  });
});

describe('adviceToCaller', () => {
  it.each([
    [{ advice: 'Set it.' }, 'Set it.'],
    [{ advice: 'Set it in the stack.', adviceToCaller: 'Set the variable.' }, 'Set the variable.'],
    [{ advice: 'Set it.', adviceToCaller: '' }, undefined],
    [{}, undefined],
  ])('is, of %j, "%s", and ends what a caller is told', (init, advice) => {
    const error = new RenewerError({
      code: 'token-missing',
      disposition: 'person',
      message: 'No token.',
      ...init,
    });

    expect(error.adviceToCaller).toBe(advice);
    expect(error.toldToCaller).toBe(advice === undefined ? 'No token.' : `No token. ${advice}`);
  });
});

describe('factsOf', () => {
  it.each([
    [{ message: 'No token. Set it.', advice: 'Set it.' }, 'No token.'],
    [{ message: 'No token. Set it.' }, 'No token. Set it.'],
    [{ message: 'A message that was c…', advice: 'Set it.' }, 'A message that was c…'],
    [{ message: 'Set it. No token.', advice: 'Set it.' }, 'Set it. No token.'],
  ])('leaves out the advice where it is at the end: %j', (error, facts) => {
    expect(factsOf(error)).toBe(facts);
  });
});

describe('isCaAway', () => {
  it.each([
    ['acme-unavailable', true],
    ['acme-failed', true],
    ['acme-rate-limited', false],
    ['dnscale-unavailable', false],
  ] as const)('is, for %s, %s', (code, expected) => {
    expect(isCaAway(new RenewerError({ code, disposition: 'next-run', message: 'no' }))).toBe(expected);
  });

  it('is false for an error that is not ours', () => {
    expect(isCaAway(new Error('acme-unavailable'))).toBe(false);
  });
});
