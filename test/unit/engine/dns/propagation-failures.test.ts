/** How waitForPropagation fails: what it says, when, and that nothing continues afterwards. */
import { describe, expect, it } from 'vitest';
import { deadlineExceeded, deadlineIn } from '../../../../functions/engine/deadline.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { Resolver } from '../../../../functions/engine/ports/dns.ts';
import type { Deadline } from '../../../../functions/engine/ports/time.ts';
import { APEX, createWorld, fails, has, NOW, RUN_MS, WWW, wait } from './propagation-world.ts';

describe('waitForPropagation', () => {
  it('fails at the propagation timeout and names each RRset, each server behind, and what it said', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('a', 'b', 'w') },
      '192.0.2.2': { says: (_, name) => (name === APEX.name ? has('a') : has('w')) },
      '192.0.2.3': { says: () => fails('REFUSED') },
      '192.0.2.4': { says: () => has('a', 'b', 'w') },
    });
    const told: string[] = [];

    const waiting = wait(world, [APEX, WWW], {
      onPropagated: async ({ name }) => {
        told.push(name);
      },
    });

    await expect(waiting).rejects.toMatchObject({
      code: 'propagation-timeout',
      disposition: 'next-run',
      subject: 'example.com',
      message:
        'The TXT values are not on every authoritative name server after 120 s. ' +
        '_acme-challenge.example.com: 2 of 4 addresses show all values; ' +
        'ns-192.0.2.2 (192.0.2.2) shows 1 of 2 values; ns-192.0.2.3 (192.0.2.3) fails: REFUSED. ' +
        'Their challenges were not answered, which would have cost a failed validation. If it fails ' +
        'again, check that these servers are the ones DNScale gave for the zone. The next run tries again.',
    });
    expect(world.elapsed()).toBe(120_000);
    expect(told).toEqual(['_acme-challenge.www.example.com']);
  });

  it('fails when fewer than half of the addresses show the values, however long the rest is silent', async () => {
    const world = createWorld({
      '192.0.2.1': { says: () => has('w') },
      '192.0.2.2': { says: () => fails('no answer in 2 s over UDP and TCP'), takesMs: 4_000 },
      '192.0.2.3': { says: () => fails('no answer in 2 s over UDP and TCP'), takesMs: 4_000 },
    });

    await expect(wait(world, [WWW])).rejects.toMatchObject({
      code: 'propagation-timeout',
      message: expect.stringContaining(
        '1 of 3 addresses show all values; ns-192.0.2.2 (192.0.2.2) fails: no answer in 2 s over UDP and TCP; ' +
          'ns-192.0.2.3 (192.0.2.3) fails: no answer in 2 s over UDP and TCP.',
      ),
    });
    expect(world.elapsed()).toBe(120_000);
  });

  it('fails with one finding for all the names that lag at the same server', async () => {
    const world = createWorld({ '192.0.2.1': { says: () => has() } });

    await expect(wait(world, [WWW, { ...WWW, name: '_acme-challenge.m.example.com' }])).rejects.toThrow(
      '_acme-challenge.www.example.com, _acme-challenge.m.example.com: 0 of 1 addresses show all values; ' +
        'ns-192.0.2.1 (192.0.2.1) shows 0 of 1 value.',
    );
  });

  it('fails and names ten of the names that lag at the same server', async () => {
    const world = createWorld({ '192.0.2.1': { says: () => has() } });
    const rrsets = Array.from({ length: 12 }, (_, i) => ({
      ...WWW,
      name: `_acme-challenge.n${i}.example.com`,
    }));

    await expect(wait(world, rrsets)).rejects.toThrow(
      '_acme-challenge.n8.example.com, _acme-challenge.n9.example.com and 2 more: 0 of 1 addresses show',
    );
  });

  it("fails at the run's deadline when that comes first, and still names the servers", async () => {
    const world = createWorld({ '192.0.2.1': { says: () => has() } });

    const waiting = wait(world, [WWW], { deadline: deadlineIn(30_000, world.clock) });

    await expect(waiting).rejects.toMatchObject({
      code: 'propagation-timeout',
      message: expect.stringContaining(
        "after 30 s, when the run's time ended (the propagation timeout is 120 s). " +
          '_acme-challenge.www.example.com: 0 of 1 addresses show all values; ' +
          'ns-192.0.2.1 (192.0.2.1) shows 0 of 1 value.',
      ),
    });
    expect(world.elapsed()).toBe(30_000);
  });

  it("fails when the deadline's signal aborts while a question is under way", async () => {
    const world = createWorld({ '192.0.2.1': { says: () => has(), takesMs: 60_000 } });
    const controller = new AbortController();
    const deadline: Deadline = { at: new Date(Date.parse(NOW) + RUN_MS), signal: controller.signal };

    const askTxt: Resolver['askTxt'] = (...question) => {
      queueMicrotask(() => controller.abort(deadlineExceeded('this run')));
      return world.resolver.askTxt(...question);
    };

    const waiting = wait({ ...world, resolver: { ...world.resolver, askTxt } }, [WWW], { deadline });

    await expect(waiting).rejects.toMatchObject({
      code: 'propagation-timeout',
      message: expect.stringContaining('ns-192.0.2.1 (192.0.2.1) gave no answer yet'),
    });
  });

  it('fails when the name servers are not found in time', async () => {
    const world = createWorld({});
    const findNameServers: Resolver['findNameServers'] = () => new Promise(() => undefined);

    await expect(
      wait({ ...world, resolver: { ...world.resolver, findNameServers } }, [WWW]),
    ).rejects.toMatchObject({
      code: 'propagation-timeout',
      message: expect.stringContaining(
        '_acme-challenge.www.example.com: its name servers were not found in time.',
      ),
    });
  });

  it('fails with the error of findNameServers', async () => {
    const world = createWorld({});
    const notDelegated = new RenewerError({ code: 'not-delegated', disposition: 'person', message: 'no NS' });

    await expect(
      wait(
        { ...world, resolver: { ...world.resolver, findNameServers: () => Promise.reject(notDelegated) } },
        [WWW],
      ),
    ).rejects.toBe(notDelegated);
  });

  it('fails with the error of onPropagated, once the others under way are done', async () => {
    const world = createWorld({ '192.0.2.1': { says: () => has('a', 'b', 'w') } });
    const refused = new RenewerError({ code: 'challenge-invalid', disposition: 'next-run', message: 'no' });
    let otherIsDone = false;

    const waiting = wait(world, [APEX, WWW], {
      onPropagated: async ({ name }) => {
        if (name === APEX.name) throw refused;
        await world.clock.sleep(500, deadlineIn(RUN_MS, world.clock));
        otherIsDone = true;
      },
    });

    await expect(waiting).rejects.toBe(refused);
    expect(otherIsDone).toBe(true);
  });

  it('fails with deadline-exceeded, and blames no server, when time ends after all were propagated', async () => {
    const world = createWorld({ '192.0.2.1': { says: () => has('w') } });
    const outOfTime = deadlineExceeded('this run');

    await expect(wait(world, [WWW], { onPropagated: () => Promise.reject(outOfTime) })).rejects.toBe(
      outOfTime,
    );
  });

  it('starts nothing after its end', async () => {
    const world = createWorld({ '192.0.2.1': { says: () => has() } });
    const answers: (() => void)[] = [];
    const askTxt: Resolver['askTxt'] = () => new Promise((resolve) => answers.push(() => resolve(has('w'))));
    const told: string[] = [];

    const waiting = wait({ ...world, resolver: { ...world.resolver, askTxt } }, [WWW], {
      emit: ({ event }) => told.push(event),
      onPropagated: async ({ name }) => {
        told.push(name);
      },
    });
    await expect(waiting).rejects.toMatchObject({ code: 'propagation-timeout' });
    for (const answer of answers) answer();
    await new Promise((resolve) => setImmediate(resolve));

    expect(answers).toHaveLength(1);
    expect(told).toEqual([]);
  });
});
