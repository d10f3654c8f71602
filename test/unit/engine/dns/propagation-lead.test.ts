/** When the end of a wait is seen, and what that costs: questions on the virtual clock. */
import { describe, expect, it } from 'vitest';
import { createWorld, fails, has, WWW, wait } from './propagation-world.ts';

const SERVERS = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];

/** Names over five zones at most, all of them on four servers. */
function namesOf(count: number) {
  const zones = count > 10 ? 5 : 1;
  return Array.from({ length: count }, (_, i) => ({
    zoneName: `zone${i % zones}.example`,
    name: `_acme-challenge.n${i}.zone${i % zones}.example`,
    values: ['v'],
  }));
}

/** A value shows at every server so long after the wait began. */
function showingAt(shownAtMs: (name: string, address: string) => number) {
  const says = (address: string) => (ms: number, name: string) =>
    ms >= shownAtMs(name, address) ? has('v') : has();
  return createWorld(Object.fromEntries(SERVERS.map((address) => [address, { says: says(address) }])));
}

describe('waitForPropagation', () => {
  it.each([
    [1, 0, { lateMs: 0, questions: 4 }],
    [1, 2_000, { lateMs: 31, questions: 60 }],
    [1, 10_000, { lateMs: 18, questions: 200 }],
    [1, 60_000, { lateMs: 141, questions: 665 }],
    [10, 0, { lateMs: 0, questions: 40 }],
    [10, 2_000, { lateMs: 31, questions: 312 }],
    [10, 10_000, { lateMs: 18, questions: 668 }],
    [10, 60_000, { lateMs: 141, questions: 2_033 }],
    [100, 0, { lateMs: 0, questions: 400 }],
    [100, 2_000, { lateMs: 31, questions: 837 }],
    [100, 10_000, { lateMs: 18, questions: 2_156 }],
    [100, 60_000, { lateMs: 141, questions: 9_728 }],
  ])('for %i names on four servers that lag by %i ms: %o', async (count, lagMs, expected) => {
    const world = showingAt(() => lagMs);

    await wait(world, namesOf(count));

    expect({ lateMs: world.elapsed() - lagMs, questions: world.asked.length }).toEqual(expected);
  });

  it('sees the end of a lag of 2 s at most 0.06 s late, and of 10 s at most 0.08 s late', async () => {
    const lateMs = async (lagMs: number) => {
      const world = showingAt(() => lagMs);
      await wait(world, namesOf(1));
      return world.elapsed() - lagMs;
    };
    const around = async (lagMs: number) =>
      Math.max(...(await Promise.all(Array.from({ length: 21 }, (_, i) => lateMs(lagMs - 100 + i * 5)))));

    expect(await around(2_000)).toBeLessThanOrEqual(60);
    expect(await around(10_000)).toBeLessThanOrEqual(80);
  });

  it('sees the end of a lag of 30 s at most 0.3 s late where the slowest server fails once at that moment', async () => {
    const lateMs = async (failingFromMs: number) => {
      let failures = 0;
      const world = createWorld({
        '192.0.2.1': {
          says: (ms) => {
            if (ms < failingFromMs || failures > 0) return ms < 30_000 ? has() : has('w');
            failures += 1;
            return fails('SERVFAIL');
          },
        },
        '192.0.2.2': { says: () => has('w') },
      });
      await wait(world, [WWW]);
      return world.elapsed() - 30_000;
    };
    const late = await Promise.all(Array.from({ length: 21 }, (_, i) => lateMs(29_800 + i * 20)));

    expect(Math.max(...late)).toBeLessThanOrEqual(300);
  });

  it('leads with one question at one server, which moves on once it is answered', async () => {
    const lag: Record<string, number> = { '192.0.2.1': 1_000, '192.0.2.2': 400, '192.0.2.3': 2_000 };
    const world = showingAt((_, address) => lag[address] ?? 0);

    await wait(world, namesOf(1));

    const asked = (address: string, fromMs: number, toMs: number) =>
      world.asked.filter((it) => it.address === address && it.atMs > fromMs && it.atMs <= toMs).length;
    expect(world.elapsed()).toBe(2_031);
    expect(SERVERS.map((address) => asked(address, 0, 1_000))).toEqual([19, 3, 3, 3]);
    expect(SERVERS.map((address) => asked(address, 1_000, 2_031))).toEqual([3, 2, 19, 2]);
  });

  it('answers for each name that shows early within 2 s, while another one lags', async () => {
    const [first, ...others] = namesOf(10);
    const world = showingAt((name) => (name === first?.name ? 60_000 : 8_000));
    const toldAtMs: number[] = [];

    await wait(world, namesOf(10), {
      onPropagated: async () => {
        toldAtMs.push(world.elapsed());
      },
    });

    expect(toldAtMs).toHaveLength(others.length + 1);
    expect(Math.max(...toldAtMs.slice(0, -1))).toBeLessThanOrEqual(10_000);
  });

  it('asks at most five times about each of a hundred names that show one by one, the rounds aside', async () => {
    const names = namesOf(100);
    const world = showingAt((name) => 100 * names.findIndex((rrset) => rrset.name === name));

    await wait(world, names);

    expect(world.elapsed()).toBeLessThan(10_000);
    expect(world.asked.length).toBeLessThanOrEqual(2_000);
  });

  it('gives no server more than 40 questions a second in rounds, and 20 by the lead', async () => {
    const world = showingAt(() => 30_000);

    await wait(world, namesOf(100));

    const busiest = (address: string) => {
      const times = world.asked.filter((it) => it.address === address && it.atMs < 30_000).slice(100);
      return Math.max(
        ...times.map(({ atMs }) => times.filter((it) => it.atMs >= atMs && it.atMs < atMs + 10_000).length),
      );
    };
    expect(SERVERS.map(busiest)).toEqual([551, 400, 400, 400]);
  });

  it('asks a server that refuses a hundred names 40 times a second at most', async () => {
    const world = createWorld({
      '192.0.2.1': { says: (ms) => (ms < 10_000 ? has() : has('v')) },
      '192.0.2.2': { says: () => fails('REFUSED') },
    });

    await wait(world, namesOf(100));

    const refused = world.asked.filter(({ address, atMs }) => address === '192.0.2.2' && atMs < 10_000);
    expect(refused).toHaveLength(400);
  });

  it('takes no failure after the first for one that counts against a server: only those of the rounds do', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': { says: (ms) => (ms === 0 ? has() : fails('SERVFAIL')) },
    });

    await wait(world, [WWW]);

    // The question at 102 ms is the lead's second; the rounds fail at 150, 303, 459 and 618.
    expect(world.asked.filter(({ address }) => address === '192.0.2.2').map(({ atMs }) => atMs)).toEqual([
      0, 51, 102, 150, 303, 459, 618,
    ]);
  });

  it('asks no less often than it was told', async () => {
    const world = showingAt(() => 100_000);

    await wait(world, namesOf(1), { longestPauseMs: 200 });

    expect(world.elapsed()).toBeLessThanOrEqual(100_200);
  });
});
