import { describe, expect, it } from 'vitest';
import { createVirtualClock, FOREVER } from '../../../../support/world/models/virtual-clock.ts';

const START = new Date('2027-01-04T00:00:00Z');
const HOUR_MS = 3_600_000;

describe('createVirtualClock', () => {
  it('runs actions in the order of their time, whatever order they were planned in', async () => {
    const clock = createVirtualClock(START);
    const seen: number[] = [];
    for (const hours of [7, 1, 9, 3, 2, 8, 5, 4, 6]) clock.later(hours * HOUR_MS, () => seen.push(hours));

    await clock.until(new Date('2027-01-04T08:30:00Z'));

    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(clock.now()).toEqual(new Date('2027-01-04T08:30:00Z'));
  });

  it('aborts a deadline at its time, unless it was released', async () => {
    const clock = createVirtualClock(START);
    const kept = clock.deadlineIn(60_000, 'the test');
    const released = clock.deadlineIn(60_000);
    released.release();

    await clock.sleep(60_001, FOREVER);

    expect(kept.signal.reason).toMatchObject({ code: 'deadline-exceeded' });
    expect(released.signal.aborted).toBe(false);
  });

  it('fails a sleep at its deadline, not later', async () => {
    const clock = createVirtualClock(START);

    await expect(clock.sleep(90_000, clock.deadlineIn(60_000))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });

    expect(clock.now()).toEqual(new Date('2027-01-04T00:01:00Z'));
  });

  it('fails a sleep at once when a signal that is not of this clock aborts', async () => {
    const clock = createVirtualClock(START);
    const controller = new AbortController();
    const sleeping = clock.sleep(HOUR_MS, { at: FOREVER.at, signal: controller.signal });

    controller.abort(new Error('stopped'));

    await expect(sleeping).rejects.toThrow('stopped');
    expect(clock.now()).toEqual(START);
  });

  it('stands still during work over a real socket, and moves again after it', async () => {
    const clock = createVirtualClock(START);
    const answer = Promise.withResolvers<string>();
    const seen: string[] = [];
    clock.later(HOUR_MS, () => seen.push('an hour later'));

    const working = clock.during(answer.promise);
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
    answer.resolve('done');

    expect(await working).toBe('done');
    await clock.sleep(HOUR_MS, FOREVER);
    expect(seen).toEqual(['an hour later']);
  });
});
