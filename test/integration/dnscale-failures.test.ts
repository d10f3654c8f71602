/** What goes wrong at DNScale and in DNS, against Pebble, DNScale's emulator and real DNS servers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
  world.dnscale.addZone('paused.test', { status: 'paused' });
});
afterAll(() => world.stop());
afterEach(() => {
  world.dnscale.faults.clear();
  for (const { name } of world.dnscale.nameServers)
    world.dnscale.setServer(name, { mode: 'normal', lagMs: 0 });
});

describe('renewCertificate, when DNScale is the trouble', () => {
  it('fails with zone-not-found for a name that has no zone, and spends no order', async () => {
    const { engine, failure, inMinutes } = await failRun(world, forNames('example.com', 'www.example.org'));

    expect(failure).toMatchObject({
      code: 'zone-not-found',
      disposition: 'person',
      step: 'preflight',
      count: 1,
    });
    expect(failure?.message).toContain('_acme-challenge.www.example.org');
    expect(inMinutes).toBe(60);
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails with zone-not-active for a paused zone, and spends no order', async () => {
    const { engine, failure } = await failRun(world, forNames('www.paused.test'));

    expect(failure).toMatchObject({ code: 'zone-not-active', disposition: 'person' });
    expect(failure?.message).toContain('paused');
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails with dnscale-unauthorized for a wrong token, waits for a newer one, and never shows it', async () => {
    const { engine, failure, next } = await failRun(world, { token: 'dnscale_live_wrong' });

    expect(failure).toMatchObject({ code: 'dnscale-unauthorized', disposition: 'person' });
    expect(next).toMatchObject({ waitsForTokenNewerThan: 'v1' });
    expect(JSON.stringify([engine.events.all, engine.records.state])).not.toContain('dnscale_live_wrong');
  });

  it('fails with dnscale-forbidden naming records:write when the token may not write', async () => {
    const token = world.dnscale.addToken({ scopes: ['zones:read', 'records:read'] });

    const { engine, failure } = await failRun(world, { token });

    expect(failure).toMatchObject({ code: 'dnscale-forbidden', disposition: 'person', step: 'present' });
    expect(failure?.message).toContain('records:write');
    expect(engine.records.state.txtRecords).toEqual([]);
  });

  it('fails with zone-not-found when the token is for another zone', async () => {
    const other = world.dnscale.addZone('other.test');
    const token = world.dnscale.addToken({ zoneIds: [other.id] });

    const { failure } = await failRun(world, { token });

    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person' });
    expect(failure?.message).toContain('other.test');
  });

  it('fails with dnscale-unavailable when DNScale is down, and looks again in 10 minutes', async () => {
    world.dnscale.faults.add({ times: 1_000, reply: 'reset' });

    const { failure, inMinutes } = await failRun(world);

    expect(failure).toMatchObject({ code: 'dnscale-unavailable', disposition: 'next-run' });
    expect(inMinutes).toBe(10);
  });

  it('fails with dnscale-unavailable when DNScale answers HTML', async () => {
    world.dnscale.faults.add({ times: 1_000, reply: { status: 502, body: '<html>Bad gateway</html>' } });

    const { failure } = await failRun(world);

    expect(failure).toMatchObject({ code: 'dnscale-unavailable', disposition: 'next-run' });
    expect(failure?.message).toContain('502');
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

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['example.com']);
  });

  it('lists a TXT value that cannot be removed, and removes it in the next run', async () => {
    const engine = createEngine(world, forNames('left.example.com'));
    world.dnscale.faults.add({ method: 'DELETE', times: 1_000, reply: { status: 500, body: 'no' } });

    await engine.run();
    const left = world.dnscale.txtValues('_acme-challenge.left.example.com');
    expect(left).toHaveLength(1);
    expect(engine.records.state.txtRecords.map(({ value }) => value)).toEqual(left);
    expect(engine.records.state.failure).toMatchObject({ code: 'clean-up-failed', disposition: 'next-run' });
    expect(engine.records.state.certificate?.domainNames).toEqual(['left.example.com']);

    world.dnscale.faults.clear();
    await engine.run();
    expect(world.dnscale.txtValues('_acme-challenge.left.example.com')).toEqual([]);
    expect(engine.records.state).toMatchObject({ txtRecords: [], failure: undefined });
    expect(engine.events.named('order-created')).toHaveLength(1);
  });
});

describe('renewCertificate, when propagation is the trouble', () => {
  it('fails with propagation-timeout naming the server that lags, answers no challenge, and goes on with order and value in the next run', async () => {
    world.dnscale.setServer('ns2.dnscale.test', { lagMs: Number.POSITIVE_INFINITY });

    const { engine, failure, inMinutes } = await failRun(world, {
      ...forNames('lag.example.com'),
      propagationTimeoutMs: 1_200,
    });

    expect(failure).toMatchObject({
      code: 'propagation-timeout',
      disposition: 'next-run',
      step: 'waitForPropagation',
    });
    expect(failure?.message).toContain('ns2.dnscale.test');
    expect(inMinutes).toBe(10);
    expect(engine.events.named('challenge-answered')).toEqual([]);

    const kept = world.dnscale.txtValues('_acme-challenge.lag.example.com');
    world.dnscale.setServer('ns2.dnscale.test', { lagMs: 0 });
    await engine.run();

    expect(kept).toHaveLength(1);
    expect(engine.events.named('order-created')).toHaveLength(1);
    expect(engine.events.named('order-resumed')).toMatchObject([{ status: 'pending' }]);
    expect(engine.store.live?.domainNames).toEqual(['lag.example.com']);
    expect(world.dnscale.txtValues('_acme-challenge.lag.example.com')).toEqual([]);
  });

  it('succeeds when one of several servers is silent', async () => {
    world.dnscale.setServer('ns2.dnscale.test', { mode: 'silent' });
    const engine = createEngine(world, forNames('silent.example.com'));

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.events.named('propagation-seen').some(({ verdict }) => verdict === 'failing')).toBe(true);
  });
});
