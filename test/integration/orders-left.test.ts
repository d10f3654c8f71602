/** Orders that an earlier run left behind, in each state they may be in now, against Pebble and DNScale's emulator. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RenewerError } from '../../functions/engine/errors.ts';
import type { StateClaim } from '../../functions/engine/ports/records.ts';
import {
  createEngine,
  type EngineOptions,
  type EngineWorld,
  startEngineWorld,
} from '../support/world/engine-world.ts';

const LAGGING = 'ns2.dnscale.test';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterEach(() => world.dnscale.setServer(LAGGING, { lagMs: 0 }));
afterAll(() => world.stop());

/** After one run that published its TXT values, which one name server does not show. */
async function leaveAnOrder(name: string, options: EngineOptions = {}) {
  const engine = createEngine(world, {
    definition: { domainNames: [name] },
    propagationTimeoutMs: 1_000,
    ...options,
  });
  world.dnscale.setServer(LAGGING, { lagMs: Number.POSITIVE_INFINITY });
  await engine.run();
  expect(engine.records.state.failure).toMatchObject({ code: 'propagation-timeout' });
  expect(world.dnscale.txtValues(`_acme-challenge.${name}`)).toHaveLength(1);
  world.dnscale.setServer(LAGGING, { lagMs: 0 });
  return engine;
}

/** Leaves what a run leaves that is killed between the move of the pointer and the next write. */
function failAtCertificate(claim: StateClaim | undefined): StateClaim | undefined {
  if (!claim) return undefined;
  const { write } = claim;
  claim.write = (changes, deadline) =>
    'certificate' in changes ? Promise.reject(new Error('killed')) : write(changes, deadline);
  return claim;
}

describe('renewCertificate, with an order that was left', () => {
  it('abandons it when the definition was changed, removes its value, and orders for the new names', async () => {
    const engine = await leaveAnOrder('old.example.com');
    const definition = { ...engine.definition, domainNames: ['new.example.com'] };
    engine.records.definition = { definition, owner: 'test', hash: 'hash-2' };

    await engine.run();

    const { state } = engine.records;
    expect(state.certificate?.domainNames).toEqual(['new.example.com']);
    expect(state).toMatchObject({ order: undefined, txtRecords: [], failure: undefined });
    expect(world.dnscale.txtValues('_acme-challenge.old.example.com')).toEqual([]);
    expect(engine.events.named('order-created')).toHaveLength(2);
    expect(engine.events.named('order-resumed')).toEqual([]);
  });

  it('continues it when only the regions were changed', async () => {
    const engine = await leaveAnOrder('regions.example.com');
    const definition = { ...engine.definition, regions: ['us-east-1'] };
    engine.records.definition = { definition, owner: 'test', hash: 'hash-2' };

    await engine.run();

    expect(engine.store.live?.domainNames).toEqual(['regions.example.com']);
    expect(Object.keys(engine.records.state.installations)).toEqual(['us-east-1']);
    expect(engine.events.named('order-created')).toHaveLength(1);
    expect(engine.events.named('order-resumed')).toMatchObject([{ status: 'pending' }]);
  });

  it('removes its value when the certificate is no longer wanted', async () => {
    const engine = await leaveAnOrder('gone.example.com');
    engine.records.definition = undefined;

    await engine.run();

    expect(world.dnscale.txtValues('_acme-challenge.gone.example.com')).toEqual([]);
    expect(engine.records.next).toBe('never');
    expect(engine.events.named('run-finished')).toMatchObject([{ outcome: 'retired' }]);
  });

  it('makes another one in the same run when the CA has forgotten it', async () => {
    const engine = await leaveAnOrder('expired.example.com');
    const { order } = engine.records.state;
    if (!order?.url) throw new Error('No order was left.');
    engine.records.state = { ...engine.records.state, order: { ...order, url: `${order.url}-forgotten` } };

    await engine.run();

    expect(engine.records.state).toMatchObject({ order: undefined, txtRecords: [], failure: undefined });
    expect(engine.store.live?.domainNames).toEqual(['expired.example.com']);
    expect(engine.events.named('order-created')).toHaveLength(2);
    expect(world.dnscale.txtValues('_acme-challenge.expired.example.com')).toEqual([]);
  });

  it('makes another one in the same run when a forged state names an order elsewhere, and sends nothing there', async () => {
    const engine = await leaveAnOrder('forged.example.com');
    const { order } = engine.records.state;
    if (!order?.url) throw new Error('No order was left.');
    let connections = 0;
    const elsewhere = createServer(() => {
      connections += 1;
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    const url = `https://localhost:${port}/order/1`;
    engine.records.state = { ...engine.records.state, order: { ...order, url } };

    await engine.run();

    elsewhere.close();
    expect(connections).toBe(0);
    expect(engine.records.state).toMatchObject({ order: undefined, txtRecords: [], failure: undefined });
    expect(engine.store.live?.domainNames).toEqual(['forged.example.com']);
    expect(engine.events.named('order-created')).toHaveLength(2);
  });

  it('makes another one in the same run when a forged state has it begin in a thousand years', async () => {
    const engine = await leaveAnOrder('future.example.com');
    const { order } = engine.records.state;
    if (!order?.url) throw new Error('No order was left.');
    const startedAt = new Date('3026-01-01T00:00:00Z');
    engine.records.state = { ...engine.records.state, order: { ...order, startedAt } };

    await engine.run();

    expect(engine.records.state).toMatchObject({ order: undefined, txtRecords: [], failure: undefined });
    expect(engine.store.live?.domainNames).toEqual(['future.example.com']);
    expect(engine.events.named('order-created')).toHaveLength(2);
  });

  it('keeps its value published while the CA is away, since the CA may be validating it', async () => {
    const engine = await leaveAnOrder('away.example.com');
    const { acmeServer } = engine.ports;
    const getOrder = () =>
      Promise.reject(
        new RenewerError({ code: 'acme-unavailable', disposition: 'next-run', message: 'away' }),
      );
    engine.ports.acmeServer = (url) => ({ ...acmeServer(url), getOrder });
    await engine.run();
    expect(engine.records.state.failure).toMatchObject({ code: 'acme-unavailable', step: 'resume' });
    expect(world.dnscale.txtValues('_acme-challenge.away.example.com')).toHaveLength(1);
    expect(engine.records.state.txtRecords).toHaveLength(1);

    engine.ports.acmeServer = acmeServer;
    await engine.run();

    expect(engine.store.live?.domainNames).toEqual(['away.example.com']);
    expect(engine.events.named('order-created')).toHaveLength(1);
    expect(world.dnscale.txtValues('_acme-challenge.away.example.com')).toEqual([]);
  });

  it('makes another one when it is live already, no run has written that down, and the definition was changed back', async () => {
    const engine = createEngine(world, { definition: { domainNames: ['a.example.com', 'b.example.com'] } });
    await engine.run();
    const before = engine.records.definition;
    const definition = { ...engine.definition, domainNames: ['a.example.com'] };
    engine.records.definition = { definition, owner: 'test', hash: 'hash-2' };
    const claim = engine.records.claim;
    engine.records.claim = async (...given) => failAtCertificate(await claim(...given));
    await engine.run();
    expect(engine.store.live?.domainNames).toEqual(['a.example.com']);
    expect(engine.records.state.certificate?.domainNames).toHaveLength(2);

    engine.records.claim = claim;
    engine.records.definition = before;
    await engine.run();

    expect(engine.events.named('decided').at(-1)).toMatchObject({ due: true, reason: 'store-ahead' });
    expect(engine.store.live?.domainNames.toSorted()).toEqual(['a.example.com', 'b.example.com']);
    expect(engine.records.state.certificate?.serial).toBe(engine.store.live?.serial);
    expect(engine.records.state.installations['eu-central-1']?.serial).toBe(engine.store.live?.serial);
  });

  it('uses the key that was archived for it, and the CSR that was written down', async () => {
    const engine = await leaveAnOrder('same-key.example.com');
    const [version, key] = [...engine.store.keys][0] ?? [];

    await engine.run();

    expect(engine.store.live?.version).toBe(version);
    expect(engine.store.versions.get(version ?? '')?.privateKeyPem).toBe(key);
    expect([...engine.store.keys]).toHaveLength(1);
    expect(engine.events.named('order-resumed')).toMatchObject([{ status: 'pending' }]);
  });
});

describe('renewCertificate, with authorizations that the CA still holds valid', () => {
  it('publishes nothing for them', async () => {
    const reusing = await startEngineWorld({ pebble: { authorizationReusePercent: 100 } });
    try {
      reusing.dnscale.addZone('example.com');
      const first = createEngine(reusing);
      await first.run();
      const again = createEngine(reusing, { ports: { acmeServer: first.ports.acmeServer } });

      await again.run();

      expect(first.events.named('txt-published')).toHaveLength(1);
      expect(again.events.named('txt-published')).toEqual([]);
      expect(again.store.live?.domainNames).toEqual(['example.com']);
      expect(again.store.live?.serial).not.toBe(first.store.live?.serial);
    } finally {
      await reusing.stop();
    }
  });
});
