import { describe, expect, it } from 'vitest';
import { createNonces, NEW_NONCES_PER_SECOND } from '../../../functions/acme/nonces.ts';
import { RUNS_AT_ONCE } from '../../../functions/engine/config/limits.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';

/** Nonces of a CA that answers each newNonce with `new-1`, `new-2`, …; `askedAtMs` says when it was asked. */
function someNonces(perSecond: number) {
  const clock = createManualClock(NOW);
  const nowMs = () => clock.now().getTime() - NOW.getTime();
  const nonces = createNonces(clock, perSecond);
  const askedAtMs: number[] = [];
  const askForOne = async () => {
    askedAtMs.push(nowMs());
    return `new-${askedAtMs.length}`;
  };
  const take = (deadline = noDeadline()) => nonces.take(askForOne, deadline);
  return { clock, nowMs, nonces, askedAtMs, take };
}

function deadlineAfter(ms: number): Deadline {
  return { ...noDeadline(), at: new Date(NOW.getTime() + ms) };
}

describe('createNonces', () => {
  it('asks for new ones at once, up to the limit, and for the others 1.1 s later', async () => {
    const { take, askedAtMs } = someNonces(2);

    const taken = await Promise.all([take(), take(), take(), take(), take()]);

    expect(taken.toSorted()).toEqual(['new-1', 'new-2', 'new-3', 'new-4', 'new-5']);
    expect(askedAtMs).toEqual([0, 0, 1_100, 1_100, 2_200]);
  });

  it('uses those that came with answers first, each once', async () => {
    const { nonces, take, askedAtMs } = someNonces(2);
    nonces.keep('kept-1');
    nonces.keep('kept-2');

    expect([await take(), await take(), await take()]).toEqual(['kept-2', 'kept-1', 'new-1']);
    expect(askedAtMs).toEqual([0]);
  });

  it('hands one that comes with an answer to the caller that has waited longest, at once', async () => {
    const { nonces, nowMs, take } = someNonces(1);
    await take();
    const takenAt = async () => [await take(), nowMs()];
    const [second, third] = [takenAt(), takenAt()];

    nonces.keep('kept-1');

    expect(await second).toEqual(['kept-1', 0]);
    expect(await third).toEqual(['new-2', 1_100]);
  });

  it('lets a hundred requests at two new nonces a second take as long as their answers, not 50 s', async () => {
    const { clock, nonces, nowMs, take, askedAtMs } = someNonces(2);
    const request = async () => {
      await take();
      await clock.sleep(100, noDeadline());
      nonces.keep('from-an-answer');
    };

    await Promise.all(Array.from({ length: 100 }, request));

    // Two at a time would take 5 s; the one or two that each second adds shorten that.
    expect(nowMs()).toBeLessThan(3_000);
    expect(askedAtMs.length).toBeLessThanOrEqual(6);
  });

  it('stays at ten in any second over all parallel runs, each with its share', async () => {
    const runs = Array.from({ length: RUNS_AT_ONCE }, () => someNonces(NEW_NONCES_PER_SECOND / RUNS_AT_ONCE));

    await Promise.all(runs.flatMap(({ take }) => Array.from({ length: 20 }, () => take())));

    const askedAtMs = runs.flatMap((run) => run.askedAtMs);
    const mostInASecond = askedAtMs.map(
      (fromMs) => askedAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1_000).length,
    );
    expect(Math.max(...mostInASecond)).toBe(10);
  });

  it('fails at the deadline of the caller that waits, and keeps later ones for others', async () => {
    const { nonces, take, nowMs, askedAtMs } = someNonces(1);
    await take();

    await expect(take(deadlineAfter(300))).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(nowMs()).toBe(300);
    nonces.keep('kept-1');

    expect(await take()).toBe('kept-1');
    expect(askedAtMs).toEqual([0]);
  });

  it('passes on why it got no new one, and asks again for the next', async () => {
    const { nonces, take } = someNonces(5);
    const failing = nonces.take(() => Promise.reject(new Error('down')), noDeadline());

    await expect(failing).rejects.toThrow('down');
    expect(await take()).toBe('new-1');
  });

  it('keeps no more than twenty', async () => {
    const { nonces, take, askedAtMs } = someNonces(1);
    for (let i = 1; i <= 30; i += 1) nonces.keep(`kept-${i}`);

    const taken: string[] = [];
    for (let i = 0; i < 21; i += 1) taken.push(await take());

    expect([taken[0], taken[19], taken[20]]).toEqual(['kept-20', 'kept-1', 'new-1']);
    expect(askedAtMs).toEqual([0]);
  });
});
