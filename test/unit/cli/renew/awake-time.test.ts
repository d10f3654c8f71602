import { describe, expect, it } from 'vitest';
import { awakeMs, deadlineAwakeIn } from '../../../../cli/renew/awake-time.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const MINUTE_MS = 60_000;

describe('awakeMs', () => {
  it.each([
    ['what has passed', 2_000, 2_000],
    ['a minute, where the machine has slept', 480 * MINUTE_MS, 60_000],
    ['nothing, where the clock was set back', -60 * MINUTE_MS, 0],
  ])('is %s', (_, passedMs, countedMs) => {
    expect(awakeMs(NOW, new Date(NOW.getTime() + passedMs))).toBe(countedMs);
  });
});

describe('deadlineAwakeIn', () => {
  it('is over after its time', async () => {
    const clock = createManualClock(NOW);
    const { deadline } = deadlineAwakeIn(60 * MINUTE_MS, clock, 'waiting for the run');
    expect(deadline.at).toEqual(new Date('2026-11-23T07:00:00Z'));

    await clock.sleep(59 * MINUTE_MS, noDeadline());
    expect(deadline.signal.aborted).toBe(false);

    await clock.sleep(2 * MINUTE_MS, noDeadline());
    expect(deadline.signal.reason).toMatchObject({
      code: 'deadline-exceeded',
      message: expect.stringContaining('The time for waiting for the run is used up.'),
    });
  });

  it('counts a sleep of the machine as a minute at most', async () => {
    const clock = createManualClock(NOW);
    const { deadline } = deadlineAwakeIn(60 * MINUTE_MS, clock, 'waiting for the run');

    clock.advance(8 * 60 * MINUTE_MS);
    await clock.sleep(1, noDeadline());

    expect(deadline.signal.aborted).toBe(false);
    expect(deadline.at).toEqual(new Date('2026-11-23T14:59:00Z'));
  });

  it('is never over once it is stopped', async () => {
    const clock = createManualClock(NOW);
    const { deadline, stop } = deadlineAwakeIn(MINUTE_MS, clock, 'waiting for the run');

    stop();
    await clock.sleep(10 * MINUTE_MS, noDeadline());

    expect(deadline.signal.aborted).toBe(false);
  });
});
