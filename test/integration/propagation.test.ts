/** Name servers of DNScale that lag or are silent, in whole runs against Pebble and real DNS servers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world?.stop());
afterEach(() => {
  for (const { name } of world.dnscale.nameServers)
    world.dnscale.setServer(name, { mode: 'normal', lagMs: 0 });
});

describe('renewCertificate, when propagation is the trouble', () => {
  it('fails with propagation-timeout naming the server that lags, answers no challenge, and continues with order and value in the next run', async () => {
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
