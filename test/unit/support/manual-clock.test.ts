import { describe, expect, it } from 'vitest';
import { deadlineExceeded, deadlineIn } from '../../../functions/engine/deadline.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const NOW = '2026-11-23T06:00:00.000Z';

describe('createManualClock', () => {
  it('wakes sleepers in the order of their time, each at its own instant', async () => {
    const clock = createManualClock(NOW);
    const deadline = deadlineIn(60_000, clock);
    const woken: string[] = [];
    const sleep = async (ms: number) => {
      await clock.sleep(ms, deadline);
      woken.push(`${ms} at ${clock.now().toISOString()}`);
    };

    await Promise.all([sleep(3_000), sleep(1_000).then(() => sleep(1_500))]);

    expect(woken).toEqual([
      '1000 at 2026-11-23T06:00:01.000Z',
      '1500 at 2026-11-23T06:00:02.500Z',
      '3000 at 2026-11-23T06:00:03.000Z',
    ]);
  });

  it('moves without sleepers', () => {
    const clock = createManualClock(NOW);

    clock.advance(86_400_000);

    expect(clock.now()).toEqual(new Date('2026-11-24T06:00:00.000Z'));
  });

  it('fails a sleep at its deadline, not later', async () => {
    const clock = createManualClock(NOW);

    await expect(clock.sleep(90_000, deadlineIn(60_000, clock))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });

    expect(clock.now()).toEqual(new Date('2026-11-23T06:01:00.000Z'));
  });

  it('fails a sleep whose signal aborts, and does not move for it', async () => {
    const clock = createManualClock(NOW);
    const controller = new AbortController();
    const deadline: Deadline = { at: new Date('2026-11-24T06:00:00Z'), signal: controller.signal };

    const sleeping = clock.sleep(90_000, deadline);
    controller.abort(deadlineExceeded('this run'));

    await expect(sleeping).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(clock.now()).toEqual(new Date('2026-11-23T06:00:00.000Z'));
  });
});
