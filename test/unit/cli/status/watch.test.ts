import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../cli/status/read.ts';
import { watchStatus } from '../../../../cli/status/watch.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { NOW } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const NONE = new RenewerError({
  code: 'config-invalid',
  disposition: 'person',
  message: 'There is no renewer',
});
const DENIED = new RenewerError({ code: 'aws-failed', disposition: 'person', message: 'denied' });

type Answer = { takesMs: number } | RenewerError;

/** Answers one after the other, and is interrupted after the last one. */
async function watch(answers: Answer[]) {
  const clock = createManualClock(NOW);
  const interruption = new AbortController();
  const seen: string[] = [];
  const askedAt: number[] = [];
  let left = answers.length;
  const tell = (text: string) => {
    seen.push(text);
    if (left === 0) interruption.abort(new Error('Ctrl-C'));
  };
  await watchStatus({
    clock,
    signal: interruption.signal,
    screen: { show: () => tell('shown'), fail: ({ message }) => tell(message) },
    read: async (): Promise<Reading> => {
      askedAt.push((clock.now().getTime() - NOW.getTime()) / 1_000);
      const answer = answers[answers.length - left];
      left -= 1;
      if (!answer || answer instanceof RenewerError) throw answer;
      clock.advance(answer.takesMs);
      return { found: [], unreadable: [], now: clock.now() };
    },
  });
  return { seen, askedAt };
}

describe('watchStatus', () => {
  it('asks again five seconds after a quick reading, and later after a slow one, up to a minute', async () => {
    const { askedAt } = await watch([
      { takesMs: 0 },
      { takesMs: 2_000 },
      { takesMs: 30_000 },
      { takesMs: 0 },
    ]);

    expect(askedAt).toEqual([0, 5, 25, 115]);
  });

  it('waits for a renewer that is not there yet', async () => {
    const { seen } = await watch([NONE, NONE, { takesMs: 0 }]);

    expect(seen).toEqual(['There is no renewer', 'There is no renewer', 'shown']);
  });

  it('fails where the first reading is refused', async () => {
    await expect(watch([DENIED, { takesMs: 0 }])).rejects.toThrow('denied');
  });

  it('shows a later failure, and goes on', async () => {
    expect((await watch([{ takesMs: 0 }, DENIED, { takesMs: 0 }])).seen).toEqual([
      'shown',
      'denied',
      'shown',
    ]);
  });

  it('ends at once where it is interrupted while it reads', async () => {
    const interruption = new AbortController();
    const read = () => {
      interruption.abort(new Error('Ctrl-C'));
      return Promise.reject(new Error('aborted'));
    };
    const screen = { show: () => expect.unreachable(), fail: () => expect.unreachable() };

    await watchStatus({ read, screen, clock: createManualClock(NOW), signal: interruption.signal });
  });
});
