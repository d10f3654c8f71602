import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../functions/dnscale/http.ts';
import { retry, type Try } from '../../../functions/dnscale/retry.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { seededRandom } from '../../support/world/models/seeded-random.ts';

/** Runs `attempts` one after the other; the last one repeats. `random` is 0.5, so the pauses are 0.2, 0.4, 0.8 and 1.6 s. */
function start(attempts: Try<string>[], deadline: Deadline = noDeadline(), eachTakesMs = 0) {
  const clock = createManualClock(NOW);
  const tries: number[] = [];
  const result = retry(
    async () => {
      tries.push(clock.now().getTime() - NOW.getTime());
      clock.advance(eachTakesMs);
      return attempts[Math.min(tries.length, attempts.length) - 1] ?? done('nothing');
    },
    { clock, random: () => 0.5 },
    deadline,
  );
  return { result, tries };
}

function done(value: string): Try<string> {
  return { done: true, value };
}

function failed(message: string, retryAfter?: string, status = 503): Try<string> {
  const outcome: Outcome = { kind: 'answer', url: 'https://api.test/', status, text: '', retryAfter };
  const error = new RenewerError({ code: 'dnscale-unavailable', disposition: 'next-run', message });
  return { done: false, outcome, error };
}

describe('retry', () => {
  it('gives the value of the first try that has one', async () => {
    const { result, tries } = start([failed('one'), failed('two'), done('three')]);

    await expect(result).resolves.toBe('three');
    expect(tries).toEqual([0, 200, 600]);
  });

  it('fails with the last error after five tries, within three seconds', async () => {
    const fourTimes = [failed('one'), failed('two'), failed('three'), failed('four')];
    const { result, tries } = start([...fourTimes, failed('five'), done('too late')]);

    await expect(result).rejects.toThrow('five');
    expect(tries).toEqual([0, 200, 600, 1_400, 3_000]);
  });

  it('fails after three tries where each failure takes as long as silence does', async () => {
    const { result, tries } = start([failed('no answer')], noDeadline(), 30_000);

    await expect(result).rejects.toThrow('no answer');
    expect(tries).toEqual([0, 30_200, 60_600]);
  });

  it('begins no fourth try once ten seconds have passed', async () => {
    const { result, tries } = start([failed('slowly')], noDeadline(), 3_000);

    await expect(result).rejects.toThrow('slowly');
    expect(tries).toEqual([0, 3_200, 6_600]);
  });

  it('begins no try that the deadline would end if it took as long as the one before', async () => {
    const deadline = { at: new Date(NOW.getTime() + 9_000), signal: new AbortController().signal };
    const { result, tries } = start([failed('says 503 after 2 s')], deadline, 2_000);

    await expect(result).rejects.toThrow('says 503 after 2 s');
    expect(tries).toEqual([0, 2_200, 4_600]);
  });

  it('does not fail once in 80,000 calls of which every twentieth answer fails by chance', async () => {
    const random = seededRandom(2_000);
    const clock = { now: () => NOW, sleep: async () => {} };
    let failures = 0;
    for (let call = 0; call < 80_000; call++) {
      const tryOnce = async () => (random.happens(0.05) ? failed('by chance') : done('fine'));
      await retry(tryOnce, { clock, random: random.next }, noDeadline()).catch(() => {
        failures++;
      });
    }

    expect(failures).toBe(0);
  });

  it('does not count refusals for the rate as tries', async () => {
    const refused = failed('slow down', '2', 429);
    const { result, tries } = start([refused, refused, failed('one'), refused, done('at last')]);

    await expect(result).resolves.toBe('at last');
    expect(tries).toEqual([0, 2_000, 4_000, 4_800, 6_800]);
  });

  it('fails when refusals for the rate used up ten seconds', async () => {
    const { result, tries } = start([failed('slow down', '4', 429)]);

    await expect(result).rejects.toThrow('slow down');
    expect(tries).toEqual([0, 4_000, 8_000]);
  });

  it('pauses as long as the server asks', async () => {
    const { result, tries } = start([failed('one', '3'), failed('two', '7'), done('three')]);

    await expect(result).resolves.toBe('three');
    expect(tries).toEqual([0, 3_000, 10_000]);
  });

  it('fails at once when the pauses together would exceed ten seconds', async () => {
    const { result, tries } = start([failed('one', '3'), failed('two', '8'), done('three')]);

    await expect(result).rejects.toThrow('two');
    expect(tries).toEqual([0, 3_000]);
  });

  it('fails at once, with the reason and not with the deadline, when the pause would pass the deadline', async () => {
    const deadline = { at: new Date(NOW.getTime() + 2_000), signal: new AbortController().signal };
    const { result, tries } = start([failed('one', '3'), done('two')], deadline);

    await expect(result).rejects.toThrow('one');
    expect(tries).toEqual([0]);
  });

  it('fails with what a try throws, without another one', async () => {
    const clock = createManualClock(NOW);
    const thrown = new Error('final');

    await expect(
      retry(() => Promise.reject(thrown), { clock, random: () => 0.5 }, noDeadline()),
    ).rejects.toBe(thrown);
  });
});
