/**
 * What DNScale may answer (429, 5xx, HTML, a partial update) or fail to answer, in whole runs against its emulator and
 * Pebble: each must go through, or stop with DNScale's own reason.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDnscale } from '../../functions/dnscale/dnscale.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { expectRenewed, failRun, forNames } from './fail-run.ts';

const NAMES = ['example.com', '*.example.com', 'a.example.com', 'b.example.com'];
const OWNERS = [
  '_acme-challenge.example.com',
  '_acme-challenge.a.example.com',
  '_acme-challenge.b.example.com',
];
const PARTIAL = {
  status: 502,
  body: { status: 'error', error: { code: 'PARTIAL_RECORD_UPDATE', message: 'region GLOBAL failed' } },
};

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world?.stop());
afterEach(() => {
  world.dnscale.faults.clear();
  for (const { name } of world.dnscale.nameServers) world.dnscale.setServer(name, { lagMs: 0 });
});

/** Runs `engine`, asserts that nothing failed and nothing is left, returns `METHOD status` of the run's writes. */
async function writesOfSuccess(engine: ReturnType<typeof createEngine>): Promise<string[]> {
  const before = world.dnscale.requests.length;

  await engine.run();

  expect(engine.events.named('run-failed')).toEqual([]);
  expect(engine.store.live?.domainNames).toEqual(engine.definition.domainNames);
  expect(engine.events.named('order-created')).toHaveLength(1);
  expect(engine.records.state.txtRecords).toEqual([]);
  expect(OWNERS.flatMap((name) => world.dnscale.txtValues(name))).toEqual([]);
  const writes = world.dnscale.requests.slice(before).filter(({ method }) => method !== 'GET');
  return writes.map(({ method, status }) => `${method} ${status}`);
}

const count = (writes: string[], write: string) => writes.filter((one) => one === write).length;

describe('renewCertificate, when DNScale limits the rate', () => {
  it.each([
    ['1', '1'],
    ['0', '0'],
    ['-1', '-1'],
    ['a date that has passed', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ['nonsense', 'soon'],
    ['nothing', undefined],
  ])('succeeds after a short pause when Retry-After is %s', async (_, retryAfter) => {
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    world.dnscale.faults.add({ method: 'POST', times: 4, reply: { status: 429, headers } });

    const writes = await writesOfSuccess(createEngine(world, forNames(...NAMES)));

    expect([count(writes, 'POST 429'), count(writes, 'POST 201')]).toEqual([4, 4]);
    expect(writes).toHaveLength(12);
  });

  it('waits until a date that is near', async () => {
    const nearMs = Date.now() + 3_000;
    const headers = { 'retry-after': new Date(nearMs).toUTCString() };
    world.dnscale.faults.add({ method: 'POST', reply: { status: 429, headers } });

    const writes = await writesOfSuccess(createEngine(world, forNames('a.example.com')));

    expect(writes).toEqual(['POST 429', 'POST 201', 'DELETE 204']);
    expect(Date.now()).toBeGreaterThanOrEqual(Math.floor(nearMs / 1_000) * 1_000);
  });

  it.each([
    ['600', 10],
    ['10000000000', 24 * 60],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 24 * 60],
  ])(
    'fails with dnscale-rate-limited for Retry-After %s, and plans the next check in %i minutes',
    async (retryAfter, minutes) => {
      world.dnscale.faults.add({
        method: 'POST',
        times: 1_000,
        reply: { status: 429, headers: { 'retry-after': retryAfter } },
      });

      const { engine, failure, inMinutes } = await failRun(world, forNames(...NAMES));

      expect(failure).toMatchObject({
        code: 'dnscale-rate-limited',
        disposition: 'not-before',
        step: 'present',
      });
      expect(inMinutes).toBe(minutes);
      expect(engine.events.named('challenge-answered')).toEqual([]);
    },
  );
});

describe('renewCertificate, when answers of DNScale are lost', () => {
  it.each([
    ['a reset', 'reset'],
    ['a 503', { status: 503, body: '<html>down</html>' }],
    ['a 500', { status: 500, body: { status: 'error', error: { code: 'INTERNAL_ERROR', message: 'oops' } } }],
  ] as const)('reads before it repeats: %s after each write was applied', async (_, reply) => {
    world.dnscale.faults.add({ method: 'POST', applied: true, times: 4, reply });
    world.dnscale.faults.add({ method: 'DELETE', applied: true, times: 4, reply });

    const writes = await writesOfSuccess(createEngine(world, forNames(...NAMES)));

    expect(writes).toHaveLength(8);
    expect(writes.filter((write) => /201|409/.test(write))).toEqual([]);
  });

  it.each([
    ['a reset', 'reset'],
    ['a 503', { status: 503, body: '<html>down</html>' }],
  ] as const)('repeats what was not applied: %s before each write', async (_, reply) => {
    world.dnscale.faults.add({ method: 'POST', times: 4, reply });
    world.dnscale.faults.add({ method: 'DELETE', times: 4, reply });

    const writes = await writesOfSuccess(createEngine(world, forNames(...NAMES)));

    expect(writes).toHaveLength(16);
    expect([count(writes, 'POST 201'), count(writes, 'DELETE 204')]).toEqual([4, 4]);
  });
});

describe('renewCertificate, when the token is replaced meanwhile', () => {
  it.each(['POST', 'DELETE'])('continues the same order after a %s was refused', async (method) => {
    const { dnscale } = world;
    let secret = dnscale.addToken();
    let reads = 0;
    const readToken = async () => {
      reads++;
      return secret;
    };
    let isOld = true;
    dnscale.faults.add((request) => {
      if (isOld && request.method === method) {
        isOld = false;
        dnscale.revokeToken(secret);
        secret = dnscale.addToken();
      }
      return undefined;
    });
    const adapter = createDnscale({ apiUrl: dnscale.apiUrl, readToken, clock });

    const writes = await writesOfSuccess(
      createEngine(world, { ...forNames(...NAMES), ports: { zones: adapter, txtRecords: adapter } }),
    );

    expect(reads).toBe(2);
    expect(count(writes, `${method} 401`)).toBeGreaterThanOrEqual(1);
    expect([count(writes, 'POST 201'), count(writes, 'DELETE 204')]).toEqual([4, 4]);
  });
});

describe('renewCertificate, when a write reaches some regions only', () => {
  it('repeats it, and answers the challenge only when every region shows the value', async () => {
    world.dnscale.setServer('ns2.dnscale.test', { lagMs: 1_500 });
    world.dnscale.faults.add({ method: 'POST', applied: true, reply: PARTIAL });
    const engine = createEngine(world, forNames('a.example.com'));

    const writes = await writesOfSuccess(engine);

    expect(writes).toEqual(['POST 502', 'POST 409', 'PUT 200', 'DELETE 204']);
    const seen = engine.events.named('propagation-seen');
    const of = (nameServer: string) =>
      seen.filter((event) => event.nameServer === nameServer).map(({ verdict }) => verdict);
    expect(of('ns1.dnscale.test')).toEqual(['complete']);
    expect([of('ns2.dnscale.test').at(0), of('ns2.dnscale.test').at(-1)]).toEqual(['lagging', 'complete']);
    const order = engine.events.all.map(({ event }) => event);
    expect(order.indexOf('challenge-answered')).toBeGreaterThan(order.lastIndexOf('propagation-seen'));
  });

  it('repeats a partial removal until nothing is left', async () => {
    world.dnscale.faults.add({ method: 'DELETE', times: 2, reply: PARTIAL });

    const writes = await writesOfSuccess(createEngine(world, forNames('a.example.com')));

    expect(writes).toEqual(['POST 201', 'DELETE 502', 'DELETE 502', 'DELETE 204']);
  });
});

describe('renewCertificate, when DNScale is down or slow', () => {
  it.each([
    { trouble: 'resets every connection', reply: 'reset' as const, says: 'the connection failed' },
    { trouble: 'answers HTML', reply: { status: 502, body: '<html>Bad gateway</html>' }, says: '502' },
    {
      trouble: 'answers HTML as if all were well',
      reply: { status: 200, body: '<html>Welcome</html>' },
      says: '200 not JSON: "<html>Welcome</html>"',
    },
  ])('fails with dnscale-unavailable when the API $trouble, and renews later', async ({ reply, says }) => {
    world.dnscale.faults.add({ times: 1_000, reply });

    const { engine, failure, inMinutes } = await failRun(world);

    expect(failure).toMatchObject({
      code: 'dnscale-unavailable',
      disposition: 'next-run',
      step: 'preflight',
    });
    expect(failure?.message).toContain(`${world.dnscale.apiUrl}/zones`);
    expect(failure?.message).toContain(says);
    expect(inMinutes).toBe(10);
    world.dnscale.faults.clear();
    await expectRenewed(world, engine);
  });

  it('fails in time when DNScale never answers', async () => {
    world.dnscale.faults.add({ times: 1_000, reply: 'hang' });

    const { failure } = await failRun(world, {}, 1_500);

    expect(failure).toMatchObject({ code: 'deadline-exceeded', disposition: 'next-run' });
  });

  it('succeeds when DNScale is only slow', async () => {
    world.dnscale.faults.add({ times: 3, delayMs: 400 });
    const engine = createEngine(world);

    await engine.run();

    expect(engine.events.all.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['example.com']);
  });
});
