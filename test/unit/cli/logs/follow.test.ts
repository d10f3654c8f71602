import { describe, expect, it } from 'vitest';
import { followLines } from '../../../../cli/logs/follow.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { LogLine } from '../../../../functions/engine/ports/renewer-logs.ts';
import { NOW } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

function aLine(id: string, secondsAgo = 1): LogLine {
  const at = new Date(NOW.getTime() - secondsAgo * 1_000);
  return { id, at, functionName: 'renew', fields: { message: id, certificateName: 'example.com' } };
}

/** What each reading gives, then an interruption. */
async function follow(readings: (LogLine[] | Error)[], shown: LogLine[] = []) {
  const controller = new AbortController();
  const clock = createManualClock(NOW);
  const [seen, warnings, since]: [string[], string[], Date[]] = [[], [], []];
  await followLines(shown, {
    read: async (from) => {
      since.push(from);
      const lines = readings[since.length - 1] ?? [];
      if (since.length === readings.length) controller.abort();
      if (lines instanceof Error) throw lines;
      return { lines, isComplete: true };
    },
    show: ({ id }) => void seen.push(id),
    warn: (message) => void warnings.push(message),
    clock,
    signal: controller.signal,
  });
  return { seen, warnings, since };
}

describe('followLines', () => {
  it('shows each line once, also one that comes late', async () => {
    const { seen } = await follow(
      [[aLine('1'), aLine('2')], [aLine('late', 5), aLine('2')], []],
      [aLine('1')],
    );

    expect(seen).toEqual(['2', 'late']);
  });

  it('asks every two seconds for what came since a minute before the last reading', async () => {
    const { since } = await follow([[], []]);

    expect(since).toEqual([new Date(NOW.getTime() - 60_000), new Date(NOW.getTime() - 58_000)]);
  });

  it('asks also for the time in which no reading worked', async () => {
    const away = Array.from({ length: 300 }, () => new Error('away'));

    const { since } = await follow([[], ...away, []]);

    expect(since.at(-1)).toEqual(new Date(NOW.getTime() - 58_000));
  });

  it('tells whoever follows, and not an operator', async () => {
    const error = new RenewerError({
      code: 'aws-failed',
      disposition: 'next-run',
      message: 'AWS is away.',
      next: 'The next run tries again.',
    });

    expect((await follow([error, []])).warnings).toEqual(['AWS is away.']);
  });

  it('goes on after a reading that failed, and tells it once', async () => {
    const { seen, warnings } = await follow([new Error('away'), new Error('away'), [aLine('1')]]);

    expect(warnings).toHaveLength(1);
    expect(seen).toEqual(['1']);
  });
});
