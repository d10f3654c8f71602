import { setImmediate as idle } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../functions/dnscale/http.ts';
import { createWriteGate } from '../../../functions/dnscale/write-gate.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';

/** A gate for writes named by one letter each, what was sent when, and the means to answer. */
function aGate() {
  const clock = createManualClock(NOW);
  const gate = createWriteGate(clock);
  const answers = new Map<string, (outcome: Outcome) => void>();
  const sent = new Map<string, number>();
  const write = (name: string, deadline = noDeadline()) =>
    gate.pass(() => {
      sent.set(name, clock.now().getTime() - NOW.getTime());
      return new Promise((resolve) => answers.set(name, resolve));
    }, deadline);
  return {
    clock,
    gate,
    write,
    writeAll(names: string) {
      const writing = [...names].map((name) => write(name));
      return allIdle().then(() => ({ writing }));
    },
    /** Does not wait for the writes that follow. */
    answer(names: string, outcome: Outcome = CREATED) {
      for (const name of names) answers.get(name)?.(outcome);
    },
    /** Those that were sent first, of those without an answer. */
    answerOldest(count: number, outcome: Outcome = CREATED) {
      for (const [name, resolve] of [...answers].slice(0, count)) {
        answers.delete(name);
        resolve(outcome);
      }
    },
    underWay: () => answers.size,
    sent: () => [...sent.keys()].join(''),
    sentAtMs: (name: string) => sent.get(name),
  };
}

const CREATED: Outcome = { kind: 'answer', url: 'https://api.test/', status: 201, text: '' };

function refused(retryAfter?: string): Outcome {
  return { kind: 'answer', url: 'https://api.test/', status: 429, text: '', retryAfter };
}

/** Waits until every write has gone as far as it can, and every pause has passed. */
async function allIdle(): Promise<void> {
  for (let i = 0; i < 20; i++) await idle();
}

describe('createWriteGate', () => {
  it('sends ten at once, and two more when one of them has ended well', async () => {
    const { writeAll, answer, sent } = aGate();

    await writeAll('abcdefghijkl');
    expect(sent()).toBe('abcdefghij');
    answer('c');
    await allIdle();

    expect(sent()).toBe('abcdefghijkl');
  });

  it('gives the outcome of the write', async () => {
    const { writeAll, answer } = aGate();

    const { writing } = await writeAll('a');
    answer('a');

    expect(await Promise.all(writing)).toEqual([CREATED]);
  });

  it.each(['a', 'abcde', 'abcdefghij'])(
    'sends five at once after refusals of one round: %s',
    async (names) => {
      const { writeAll, answer, sent } = aGate();
      await writeAll('abcdefghijklmnopqr');

      answer(names, refused('1'));
      answer('abcdefghij');
      await allIdle();

      expect(sent()).toBe('abcdefghijklmno');
      answer('k');
      await allIdle();
      expect(sent()).toBe('abcdefghijklmnop');
    },
  );

  it('sends two at once after refusals of two rounds, and one more after each whole round of good answers', async () => {
    const { writeAll, answer, sent } = aGate();
    await writeAll('abcdefghijklmnopqrstuvw');

    for (const [names, outcome] of [['abcdefghij', refused('1')], ['klmno', refused('1')], ['pq']] as const) {
      answer(names, outcome);
      await allIdle();
    }

    expect(sent()).toBe('abcdefghijklmnopqrst');
  });

  it('sends two at once for each good answer until it is refused, thirty-two at the most', async () => {
    const { write, answerOldest, underWay } = aGate();
    for (let n = 0; n < 200; n += 1) void write(`${n}`);
    await allIdle();

    const seen = [underWay()];
    for (const answers of [1, 9, 11, 1, 32]) {
      answerOldest(answers);
      await allIdle();
      seen.push(underWay());
    }

    expect(seen).toEqual([10, 11, 20, 31, 32, 32]);
  });

  it('halves what it has grown to, and never again sends as many as were refused', async () => {
    const { write, answerOldest, underWay } = aGate();
    for (let n = 0; n < 400; n += 1) void write(`${n}`);
    await allIdle();
    answerOldest(10);
    await allIdle();
    expect(underWay()).toBe(20);

    answerOldest(1, refused('1'));
    answerOldest(19);
    await allIdle();

    expect(underWay()).toBe(10);
    for (let round = 0; round < 12; round += 1) {
      answerOldest(underWay());
      await allIdle();
    }
    expect(underWay()).toBe(19);
  });

  it.each([
    ['an error of DNScale', { kind: 'answer', url: 'https://api.test/', status: 503, text: '' }],
    ['silence', { kind: 'silence', url: 'https://api.test/', reason: 'broken' }],
  ] satisfies [string, Outcome][])('sends no more at once after %s', async (_, outcome) => {
    const { writeAll, answer, sent } = aGate();
    await writeAll('abcdefghijklmno');

    answer('a', outcome);
    await allIdle();

    expect(sent()).toBe('abcdefghijk');
  });

  it('sends nothing before the longest pause is over', async () => {
    const { writeAll, answer, sentAtMs } = aGate();
    await writeAll('abcdefghijk');

    answer('a', refused('3'));
    answer('b', refused('7'));
    answer('c', refused('5'));
    answer('defghij');
    await allIdle();

    expect(sentAtMs('k')).toBe(7_000);
  });

  it.each([
    ['Mon, 23 Nov 2026 06:00:04 GMT', 4_000],
    ['0', 1_000],
    ['-1', 1_000],
    ['soon', 1_000],
    [undefined, 1_000],
  ])('pauses a second at least: Retry-After %j', async (retryAfter, ms) => {
    const { writeAll, answer, sentAtMs } = aGate();
    await writeAll('abcdefghijk');

    answer('a', refused(retryAfter));
    answer('bcdefghij');
    await allIdle();

    expect(sentAtMs('k')).toBe(ms);
  });

  it('returns the refusal, and sends nothing, when the pause is longer than a run waits', async () => {
    const { writeAll, answer, sent } = aGate();
    const refusal = refused('10000000000');
    const { writing } = await writeAll('abcdefghijk');

    answer('a', refusal);

    expect(await writing[10]).toBe(refusal);
    const { writing: later } = await writeAll('l');
    expect(await later[0]).toBe(refusal);
    expect(sent()).toBe('abcdefghij');
  });

  it('returns the refusal when the pause would pass the deadline', async () => {
    const { writeAll, write, answer } = aGate();
    const refusal = refused('5');
    await writeAll('a');
    answer('a', refusal);
    await allIdle();

    const soon = { at: new Date(NOW.getTime() + 4_000), signal: new AbortController().signal };

    expect(await write('b', soon)).toBe(refusal);
  });

  it('sends again after a pause that was too long for a run', async () => {
    const { clock, writeAll, answer, sent } = aGate();
    await writeAll('a');
    answer('a', refused('11'));
    await allIdle();

    clock.advance(11_000);
    await writeAll('b');

    expect(sent()).toBe('ab');
  });

  it('fails with the deadline while it waits for its turn, and the others continue', async () => {
    const { writeAll, write, answer, sent } = aGate();
    const deadline = new AbortController();
    await writeAll('abcdefghij');
    const late = expect(
      write('k', { at: new Date('2100-01-01T00:00:00Z'), signal: deadline.signal }),
    ).rejects.toThrow('time is up');
    await writeAll('l');

    deadline.abort(new Error('time is up'));
    await late;
    answer('a');
    await allIdle();

    expect(sent()).toBe('abcdefghijl');
  });

  it('gives the place of a write that threw to the next', async () => {
    const { gate, writeAll, sent } = aGate();
    const failing = Array.from({ length: 10 }, () =>
      gate.pass(() => Promise.reject(new Error('no token')), noDeadline()),
    );

    await expect(Promise.allSettled(failing)).resolves.toHaveLength(10);
    await writeAll('abcdefghij');

    expect(sent()).toBe('abcdefghij');
  });
});
