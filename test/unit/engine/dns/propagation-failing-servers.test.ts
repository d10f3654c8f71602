/** How waitForPropagation gets along with name servers that refuse, fail or keep silent. */
import { describe, expect, it } from 'vitest';
import type { TxtAnswer } from '../../../../functions/engine/ports/dns.ts';
import { APEX, createWorld, fails, has, silent, WWW, wait } from './propagation-world.ts';

/** Its first answer comes at once and lacks the value; all others are this failure. */
function lackingAtFirst(then: TxtAnswer, takesMs = 0) {
  let answers = 0;
  const says = () => {
    answers += 1;
    return answers === 1 ? has() : then;
  };
  return {
    says,
    get takesMs() {
      return answers === 0 ? 0 : takesMs;
    },
  };
}

describe('waitForPropagation', () => {
  it.each(['REFUSED', 'SERVFAIL', 'answers without authority (lame)'])(
    'leaves out a server that fails twice (%s) once half of the addresses agree',
    async (reason) => {
      const world = createWorld({
        '192.0.2.1': { says: () => has('w') },
        '192.0.2.2': { says: () => fails(reason) },
      });

      await wait(world, [WWW]);

      expect(world.elapsed()).toBe(150);
      expect(world.asked.map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.2']);
    },
  );

  describe.each([2, 3, 4])('where one of %i servers is dead', (count) => {
    // What the resolver takes to find a server silent: 0.4 s over UDP alone, then 2 s over TCP.
    const SILENCE_MS = 2_400;
    const healthy = Array.from({ length: count - 1 }, (_, i) => [
      `192.0.2.${i + 2}`,
      { says: () => has('w') },
    ]);
    const elapsedWith = async (dead: { says: (ms: number) => TxtAnswer; takesMs?: number }) => {
      const world = createWorld({ '192.0.2.1': dead, ...Object.fromEntries(healthy) });
      await wait(world, [WWW]);
      return world.elapsed();
    };

    it.each<[string, number, { says: (ms: number) => TxtAnswer; takesMs?: number }]>([
      ['and was from the start', 4_950, { says: () => silent, takesMs: SILENCE_MS }],
      ['and refuses', 150, { says: () => fails('REFUSED') }],
      ['and died since it lacked the value', 7_818, lackingAtFirst(silent, SILENCE_MS)],
      ['and fails since it lacked the value', 618, lackingAtFirst(fails('SERVFAIL'))],
    ])('%s, waits %i ms for it', async (_, expectedMs, dead) => {
      expect(await elapsedWith(dead)).toBe(expectedMs);
    });
  });

  it('is not slowed down by a silent server after that was found silent', async () => {
    const world = createWorld({
      '192.0.2.1': { says: (ms) => (ms < 20_000 ? has() : has('w')) },
      '192.0.2.2': { says: () => fails('no answer in 2 s'), takesMs: 4_000 },
    });

    await wait(world, [WWW]);

    expect(world.elapsed()).toBeLessThanOrEqual(22_000);
    expect(world.asked.filter(({ address }) => address === '192.0.2.1').length).toBeGreaterThan(10);
  });

  it('finds a server silent for a hundred names as fast as for one', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': { says: () => ({ ...fails('no answer in 2 s'), silent: true }), takesMs: 4_000 },
    });
    const rrsets = Array.from({ length: 100 }, (_, i) => ({
      ...WWW,
      name: `_acme-challenge.n${i}.example.com`,
    }));

    await wait(world, rrsets);

    expect(world.elapsed()).toBe(8_200);
    expect(world.asked.filter(({ address }) => address === '192.0.2.2')).toHaveLength(16);
  });

  it('holds nothing against addresses of a family that is silent from here altogether', async () => {
    const silent = { says: () => ({ ...fails('no answer in 2 s'), silent: true as const }) };
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': silent,
      '2001:db8::1': silent,
      '2001:db8::2': silent,
    });

    await wait(world, [WWW]);

    expect(world.elapsed()).toBe(150);
  });

  it('holds the silence of one address against it where its family is heard', async () => {
    const silent = { says: () => ({ ...fails('no answer in 2 s'), silent: true as const }) };
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': silent,
      '192.0.2.3': silent,
    });

    await expect(wait(world, [WWW])).rejects.toMatchObject({ code: 'propagation-timeout' });
  });

  it('does not take silence to one question for silence to the rest', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': {
        says: (ms, name) => {
          if (/n0\./.test(name)) return { ...fails('no answer in 2 s'), silent: true };
          return ms < 9_000 && /n8\./.test(name) ? has() : has('w');
        },
      },
    });
    const rrsets = Array.from({ length: 9 }, (_, i) => ({
      ...WWW,
      name: `_acme-challenge.n${i}.example.com`,
    }));

    await wait(world, rrsets);

    expect(world.elapsed()).toBeGreaterThanOrEqual(9_000);
  });

  it('asks no more about an RRset that is propagated without a failing server', async () => {
    const world = createWorld({
      '192.0.2.1': { says: (ms, name) => (name === APEX.name && ms < 5_000 ? has() : has('a', 'b', 'w')) },
      '192.0.2.2': { says: () => fails('REFUSED') },
    });

    await wait(world, [WWW, APEX]);

    const aboutWww = world.asked
      .filter(({ name }) => name === WWW.name)
      .map(({ address, atMs }) => [address, atMs]);
    expect(aboutWww).toEqual([
      ['192.0.2.1', 0],
      ['192.0.2.2', 0],
      ['192.0.2.2', 150],
    ]);
  });

  it('does not take a refusal of some names for a refusal of the rest', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': {
        says: (ms, name) => (/n\d\./.test(name) ? fails('REFUSED') : ms < 9_000 ? has() : has('w')),
      },
    });
    const rrsets = Array.from({ length: 11 }, (_, i) => ({
      ...WWW,
      name: `_acme-challenge.n${i}.example.com`,
    }));

    await wait(world, rrsets);

    expect(world.elapsed()).toBeGreaterThanOrEqual(9_000);
  });

  it('gives a server that lagged and then fails once another chance', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': { says: (ms) => (ms === 150 ? fails('no answer in 2 s') : ms < 2_000 ? has() : has('w')) },
    });

    await wait(world, [WWW]);

    expect(world.elapsed()).toBeGreaterThan(2_000);
  });
});
