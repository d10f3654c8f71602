import { describe, expect, it } from 'vitest';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import { createTries, type Tries } from '../../../functions/resolver/tries.ts';
import { noDeadline } from '../../support/builders.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const START = new Date('2026-11-27T06:00:00Z');

const question = (name: string, type: 'NS' | 'CAA' = 'NS') => ({ name, type });

/** When each try comes, in ms; one takes `takesMs`, and brings an answer at the number `answered`. */
async function timesOf(
  tries: Tries,
  clock: ManualClock,
  { of = question('example.com'), takesMs = 0, answered = 99, deadline = noDeadline() } = {},
): Promise<number[]> {
  const startedAtMs = clock.now().getTime();
  const times: number[] = [];
  for await (const _ of tries(of, deadline)) {
    times.push(clock.now().getTime() - startedAtMs);
    if (takesMs > 0) await clock.sleep(takesMs, noDeadline());
    if (times.length === answered) break;
  }
  return times;
}

function world() {
  const clock = createManualClock(START);
  return { clock, tries: createTries(clock, 2_000) };
}

const within = (ms: number): Deadline => ({
  at: new Date(START.getTime() + ms),
  signal: new AbortController().signal,
});

describe('createTries', () => {
  it('gives five tries, with pauses that grow: the last comes after the 5 s for which Unbound keeps a failure', async () => {
    const { clock, tries } = world();

    expect(await timesOf(tries, clock)).toEqual([0, 100, 500, 1_700, 5_300]);
  });

  it('begins none 7 s after the first: a silent server takes the time by itself', async () => {
    const { clock, tries } = world();

    // Over UDP and over TCP.
    expect(await timesOf(tries, clock, { takesMs: 2_400 })).toEqual([0, 2_500, 5_300]);
  });

  it('begins no pause that the deadline would end', async () => {
    const { clock, tries } = world();

    expect(await timesOf(tries, clock, { deadline: within(1_700) })).toEqual([0, 100, 500]);
    expect(clock.now()).toEqual(new Date(START.getTime() + 500));
  });

  it('begins no try that the deadline would end, if it takes as long as the one before', async () => {
    const { clock, tries } = world();

    // Two silent resolvers within the 9 s of the doctor: their silence is told, not the deadline.
    expect(await timesOf(tries, clock, { takesMs: 4_800, deadline: within(9_000) })).toEqual([0]);
    expect(clock.now()).toEqual(new Date(START.getTime() + 4_800));
  });

  it('gives two tries about what has just failed for good and about the names below, and five again a minute later', async () => {
    const { clock, tries } = world();
    await timesOf(tries, clock);
    const shape = async (of: ReturnType<typeof question>) => (await timesOf(tries, clock, { of })).length;

    expect(await shape(question('example.com'))).toBe(2);
    expect(await shape(question('a.example.com'))).toBe(2);
    expect(await shape(question('example.com', 'CAA'))).toBe(5);
    expect(await shape(question('com'))).toBe(5);
    clock.advance(60_001);

    expect(await shape(question('example.com'))).toBe(5);
  });

  it('takes nothing for failed that was answered, or that the deadline ended', async () => {
    const { clock, tries } = world();
    await timesOf(tries, clock, { answered: 4 });
    await timesOf(tries, clock, { deadline: within(3_000) });

    expect(await timesOf(tries, clock)).toHaveLength(5);
  });
});
