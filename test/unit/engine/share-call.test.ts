import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { deadlineIn, orAborted, systemClock } from '../../../functions/engine/deadline.ts';
import { shareCall } from '../../../functions/engine/share-call.ts';
import { noDeadline } from '../../support/builders.ts';

describe('shareCall', () => {
  it('calls once for all that ask meanwhile, and anew afterwards', async () => {
    let calls = 0;
    const share = shareCall(async () => {
      await sleep(1);
      calls += 1;
      return calls;
    });

    expect(await Promise.all([share(noDeadline()), share(noDeadline())])).toEqual([1, 1]);
    expect(await share(noDeadline())).toBe(2);
  });

  it('fails for all of them with the error of the call, and tries again afterwards', async () => {
    const outcomes = [Promise.reject(new Error('the CA is away')), Promise.resolve('here')];
    const share = shareCall(() => outcomes.shift() ?? Promise.resolve('never'));

    const both = await Promise.allSettled([share(noDeadline()), share(noDeadline())]);

    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await share(noDeadline())).toBe('here');
  });

  it('calls again for the others when the time of the one that began is over', async () => {
    let calls = 0;
    const share = shareCall(async ({ signal }) => {
      calls += 1;
      return calls === 1 ? orAborted(new Promise<string>(() => {}), signal) : 'answer';
    });
    const hasted = expect(share(deadlineIn(20, systemClock))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });

    expect(await Promise.all([share(noDeadline()), share(noDeadline())])).toEqual(['answer', 'answer']);
    await hasted;
    expect(calls).toBe(2);
  });

  it('ends for a caller with its own deadline, while the others wait', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const share = shareCall(() => promise);
    const patient = share(noDeadline());

    await expect(share(deadlineIn(5, systemClock))).rejects.toMatchObject({ code: 'deadline-exceeded' });

    resolve('answer');
    expect(await patient).toBe('answer');
  });
});
