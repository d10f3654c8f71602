import { describe, expect, it } from 'vitest';
import {
  awaitingFirstAnswer,
  isPropagated,
  judgeAnswer,
  type Standing,
} from '../../../../functions/engine/dns/propagation-verdict.ts';

const SERVER = { nameServer: 'ns1.example.net', address: '192.0.2.1', port: 53 };

const aStanding = (changes: Partial<Standing>): Standing => ({ ...awaitingFirstAnswer(SERVER), ...changes });
const complete = aStanding({ verdict: 'complete' });
const lagging = aStanding({ verdict: 'lagging' });
const failing = aStanding({ verdict: 'failing', failuresInARow: 2 });

describe('judgeAnswer', () => {
  it('is complete with all values, in any order and among foreign ones', () => {
    const answer = { kind: 'answer' as const, values: ['foreign', 'b', 'a'] };

    expect(judgeAnswer(awaitingFirstAnswer(SERVER), answer, ['a', 'b'])).toEqual({
      server: SERVER,
      verdict: 'complete',
      detail: '2 of 2 values',
      failuresInARow: 0,
      silent: false,
    });
  });

  it('is lagging while one value is missing', () => {
    const standing = judgeAnswer(awaitingFirstAnswer(SERVER), { kind: 'answer', values: ['a', 'foreign'] }, [
      'a',
      'b',
    ]);

    expect(standing).toMatchObject({ verdict: 'lagging', detail: '1 of 2 values' });
  });

  it('is lagging for a value that differs in case only', () => {
    const standing = judgeAnswer(awaitingFirstAnswer(SERVER), { kind: 'answer', values: ['A'] }, ['a']);

    expect(standing).toMatchObject({ verdict: 'lagging', detail: '0 of 1 value' });
  });

  it('counts failures in a row, and forgets them with the next answer', () => {
    const once = judgeAnswer(lagging, { kind: 'failure', reason: 'REFUSED' }, ['a']);
    const twice = judgeAnswer(once, { kind: 'failure', reason: 'SERVFAIL' }, ['a']);
    const answered = judgeAnswer(twice, { kind: 'answer', values: [] }, ['a']);

    expect(once).toMatchObject({ verdict: 'failing', detail: 'REFUSED', failuresInARow: 1 });
    expect(twice).toMatchObject({ verdict: 'failing', detail: 'SERVFAIL', failuresInARow: 2 });
    expect(answered).toMatchObject({ verdict: 'lagging', failuresInARow: 0 });
  });
});

describe('a server that has lacked a value', () => {
  const fail = (standing: Standing) => judgeAnswer(standing, { kind: 'failure', reason: 'SERVFAIL' }, ['a']);
  const lacks = judgeAnswer(complete, { kind: 'answer', values: [] }, ['a']);
  const afterFour = fail(fail(fail(fail(lacks))));

  it('is left out after five failures in a row only: it answers, and the CA may be the next to hear what it lacks', () => {
    expect(isPropagated([complete, complete, complete, afterFour])).toBe(false);
    expect(isPropagated([complete, complete, complete, fail(afterFour)])).toBe(true);
  });

  it('is as any other again once it has shown all values', () => {
    const shown = judgeAnswer(afterFour, { kind: 'answer', values: ['a'] }, ['a']);

    expect(isPropagated([complete, fail(fail(shown))])).toBe(true);
  });
});

describe('isPropagated', () => {
  it.each([
    ['all are complete', [complete, complete], true],
    ['there is no server', [], false],
    ['one lags', [complete, complete, complete, lagging], false],
    ['one is not heard yet', [complete, complete, awaitingFirstAnswer(SERVER)], false],
    ['one fails for the second time and half are complete', [complete, failing], true],
    ['fewer than half are complete', [complete, failing, failing], false],
    ['all fail', [failing, failing], false],
    ['one failed once only', [complete, complete, { ...failing, failuresInARow: 1 }], false],
  ])('when %s', (_, standings, expected) => {
    expect(isPropagated(standings)).toBe(expected);
  });
});
