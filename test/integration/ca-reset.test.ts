/** A CA that was reset and so has neither account nor order. The real engine, DNScale emulated, Pebble restarted. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

const LAGGING = 'ns2.dnscale.test';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world?.stop());
afterEach(() => world.dnscale.setServer(LAGGING, { lagMs: 0 }));

describe('renewCertificate, when the CA has forgotten everything', () => {
  it('issues in the next run of the same process, without a failed run between', async () => {
    const engine = createEngine(world);
    await engine.run();
    const first = engine.store.live?.serial;
    engine.records.state = { ...engine.records.state, certificate: undefined };
    // Else the version would come back from there.
    engine.store.archived = [];

    await world.pebble.restart();
    await engine.run();

    expect(engine.events.named('run-failed')).toEqual([]);
    expect(engine.events.named('certificate-issued')).toHaveLength(2);
    expect(engine.store.live?.serial).not.toBe(first);
  });

  it('makes a new order in place of the one it was working on, in the same run, and leaves no TXT value', async () => {
    world.dnscale.setServer(LAGGING, { lagMs: Number.POSITIVE_INFINITY });
    const { engine, failure } = await failRun(world, {
      ...forNames('reset.example.com'),
      propagationTimeoutMs: 1_200,
    });
    world.dnscale.setServer(LAGGING, { lagMs: 0 });

    await world.pebble.restart();
    await engine.run();

    expect(failure?.code).toBe('propagation-timeout');
    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.events.named('order-created')).toHaveLength(2);
    expect(engine.store.live?.domainNames).toEqual(['reset.example.com']);
    expect(world.dnscale.txtValues('_acme-challenge.reset.example.com')).toEqual([]);
  });

  it('fails for the next run, and leaves no TXT value, when it happens between order and challenge', async () => {
    const engine = createEngine(world, forNames('middle.example.com'));
    const acme = engine.ports.acmeServer('');
    let isReset = false;
    engine.ports.acmeServer = () => ({
      ...acme,
      respondToChallenge: async (...request) => {
        if (!isReset) await world.pebble.restart();
        isReset = true;
        return acme.respondToChallenge(...request);
      },
    });

    await engine.run();
    const { failure } = engine.records.state;
    await engine.run();

    expect(failure).toMatchObject({ code: 'order-expired', disposition: 'next-run' });
    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['middle.example.com']);
    expect(world.dnscale.txtValues('_acme-challenge.middle.example.com')).toEqual([]);
  });
});
