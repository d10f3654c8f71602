import { describe, expect, it } from 'vitest';
import { deadlineIn } from '../../../../functions/engine/deadline.ts';
import type { Rrset } from '../../../../functions/engine/dns/propagation-progress.ts';
import type { Resolver } from '../../../../functions/engine/ports/dns.ts';
import type { RunEvent } from '../../../../functions/engine/ports/events.ts';
import { APEX, createWorld, fails, has, ORG, RUN_MS, WWW, wait } from './propagation-world.ts';

describe('waitForPropagation', () => {
  it('asks every address once, at once, when the values are there already', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('a', 'b') },
      '192.0.2.2': { says: () => has('b', 'a') },
    });

    await wait(world, [APEX]);

    expect(world.elapsed()).toBe(0);
    expect(world.zonesAsked).toEqual(['example.com']);
    expect(world.asked).toEqual([
      { address: '192.0.2.1', name: '_acme-challenge.example.com', atMs: 0 },
      { address: '192.0.2.2', name: '_acme-challenge.example.com', atMs: 0 },
    ]);
  });

  it('asks servers that have shown it, and others that lack it, with pauses from 0.3 s growing to 2 s', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': { says: (ms) => (ms < 96_000 ? has() : has('w')) },
      '192.0.2.3': { says: (ms) => (ms < 96_000 ? has() : has('w')) },
    });

    await wait(world, [WWW]);

    const times = (address: string) =>
      world.asked.filter((question) => question.address === address).map(({ atMs }) => atMs);
    expect(times('192.0.2.1').slice(0, 9)).toEqual([0, 303, 618, 945, 1284, 1635, 2190, 2986, 3846]);
    expect(times('192.0.2.1').slice(-3)).toEqual([90365, 92319, 94312]);
    // The lead asks it once more, at the end.
    expect(times('192.0.2.3')).toEqual([...times('192.0.2.1'), 96_144]);
  });

  it('waits for a server that takes back what it has shown', async () => {
    const world = createWorld({
      '192.0.2.1': { says: (ms) => (ms < 200 || ms >= 1_200 ? has('w') : has()) },
      '192.0.2.2': { says: (ms) => (ms < 600 ? has() : has('w')) },
    });

    await wait(world, [WWW]);

    expect(world.elapsed()).toBe(1_206);
  });

  it('takes nothing back for one answer that is lost', async () => {
    const world = createWorld({
      '192.0.2.1': { says: (ms) => (ms === 0 ? has('w') : fails('no answer in 2 s')) },
      '192.0.2.2': { says: (ms) => (ms < 200 ? has() : has('w')) },
    });

    await wait(world, [WWW]);

    expect(world.elapsed()).toBe(204);
  });

  it('waits while one healthy server lacks one value of two', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('a', 'b') },
      '192.0.2.2': { says: () => has('a', 'b') },
      '192.0.2.3': { says: (ms) => (ms < 5_000 ? has('a', 'foreign') : has('foreign', 'a', 'b')) },
    });

    await wait(world, [APEX]);

    expect(world.elapsed()).toBeGreaterThanOrEqual(5_000);
    expect(world.elapsed()).toBeLessThan(7_000);
  });

  it('tells of each RRset as soon as it is propagated, with its values', async () => {
    const world = createWorld({
      '192.0.2.1': { says: (ms, name) => (name === APEX.name && ms < 3_000 ? has('a') : has('a', 'b', 'w')) },
    });
    const told: [Rrset, number][] = [];

    await wait(world, [APEX, WWW], {
      onPropagated: async (rrset) => {
        told.push([rrset, world.elapsed()]);
      },
    });

    expect(told).toEqual([
      [WWW, 0],
      [APEX, 3002],
    ]);
  });

  it('asks the servers of each zone about its own names only, and finds them once per zone', async () => {
    const world = createWorld(
      { '192.0.2.1': { says: () => has('a', 'b', 'w') }, '192.0.2.9': { says: () => has('o') } },
      { 'example.com': ['192.0.2.1'], 'example.org': ['192.0.2.9'] },
    );

    await wait(world, [APEX, WWW, ORG]);

    expect(world.zonesAsked).toEqual(['example.com', 'example.org']);
    expect(world.asked.map(({ address, name }) => `${name} at ${address}`).sort()).toEqual([
      '_acme-challenge.example.com at 192.0.2.1',
      '_acme-challenge.example.org at 192.0.2.9',
      '_acme-challenge.www.example.com at 192.0.2.1',
    ]);
  });

  it('has at most eight questions under way at one address', async () => {
    let underWay = 0;
    let most = 0;
    const world = createWorld({ '192.0.2.1': { says: () => has('v') } });
    const rrsets = Array.from({ length: 100 }, (_, i) => ({
      ...WWW,
      name: `_acme-challenge.n${i}.example.com`,
      values: ['v'],
    }));
    const askTxt: Resolver['askTxt'] = async (_, __, deadline) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await world.clock.sleep(40, deadline);
      underWay -= 1;
      return has('v');
    };

    await wait({ ...world, resolver: { ...world.resolver, askTxt } }, rrsets);

    expect(most).toBe(8);
    expect(world.elapsed()).toBe(13 * 40);
  });

  it('emits changes of verdict only, and each RRset that is propagated', async () => {
    const world = createWorld({
      '192.0.2.1': { says: (ms) => (ms < 200 ? fails('REFUSED') : ms < 1_000 ? has() : has('w')) },
    });
    const events: RunEvent[] = [];

    await wait(world, [WWW], { emit: (event) => events.push(event) });

    const where = {
      name: '_acme-challenge.www.example.com',
      nameServer: 'ns-192.0.2.1',
      address: '192.0.2.1',
    };
    expect(events).toEqual([
      { event: 'propagation-seen', ...where, verdict: 'failing', detail: 'REFUSED', elapsedMs: 0 },
      { event: 'propagation-seen', ...where, verdict: 'lagging', detail: '0 of 1 value', elapsedMs: 303 },
      {
        event: 'propagation-seen',
        ...where,
        verdict: 'complete',
        detail: '1 of 1 value',
        elapsedMs: 1_044,
      },
      { event: 'propagated', name: '_acme-challenge.www.example.com', elapsedMs: 1_044 },
    ]);
  });

  it('returns after the last onPropagated is done, even when that outlasts the propagation timeout', async () => {
    const world = createWorld({ '192.0.2.1': { says: () => has('w') } });
    let done = false;

    await wait(world, [WWW], {
      timeoutMs: 1_000,
      onPropagated: async () => {
        await world.clock.sleep(3_000, deadlineIn(RUN_MS, world.clock));
        done = true;
      },
    });

    expect(done).toBe(true);
    expect(world.elapsed()).toBe(3_000);
  });

  it('asks no server when no value is awaited', async () => {
    const world = createWorld({});

    await wait(world, []);

    expect(world.zonesAsked).toEqual([]);
  });
});
