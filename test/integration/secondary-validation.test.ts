/**
 * Pebble asks a resolver that still caches "no such name" for a zone, as a real CA's may, here or far away: every name server
 * shows the TXT value, and the CA does not see it. The clock jumps over the extra wait, and the cache ages with it.
 */
import { Resolver } from 'node:dns/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../functions/engine/deadline.ts';
import type { Clock } from '../../functions/engine/ports/time.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';

const NAME = '_acme-challenge.example.com';
const SHORTEST_EXTRA_WAIT_MS = 60_000;

let world: EngineWorld | undefined;

afterEach(() => world?.stop());

describe('renewCertificate, when the CA does not see what every name server shows', () => {
  it('waits 60 s longer at the next try, and at the next four certificates', async () => {
    const { engine, dnscale, remember } = await startWith({ cacheSeconds: 60 });
    await remember(NAME);

    await engine.run();

    expect(engine.records.state.failure).toMatchObject({ code: 'challenge-invalid', step: 'validate' });
    expect(engine.records.state.failure?.message).toContain('the proof of control for example.com.');
    expect(engine.records.state.misses).toEqual({ 'example.com': 1 });
    expect(engine.events.named('extra-wait')).toEqual([]);

    await engine.run();

    expect(engine.events.named('extra-wait')).toEqual([{ event: 'extra-wait', name: NAME, waitMs: 60_000 }]);
    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['example.com']);
    expect(engine.records.state.misses).toEqual({ 'example.com': 0.75 });

    // Much later, whenever a new one is due; our own limit of certificates in a week is not the subject.
    for (const left of [0.5, 0.25, undefined, undefined]) {
      dnscale.flushResolver();
      engine.records.state = { ...engine.records.state, certificate: undefined, issuances: undefined };
      engine.store.archived = [];
      await engine.run();

      expect(engine.records.state.failure).toBeUndefined();
      expect(engine.records.state.misses).toEqual(left && { 'example.com': left });
    }
    expect(engine.events.named('certificate-stored')).toHaveLength(5);
    expect(engine.events.named('extra-wait').map(({ waitMs }) => waitMs)).toEqual([
      60_000, 60_000, 60_000, 60_000,
    ]);
  }, 60_000);

  it('waits 120 s longer after a second miss', async () => {
    const { engine, remember } = await startWith({ cacheSeconds: 100 });
    await remember(NAME);

    await engine.run();
    await engine.run();

    expect(engine.records.state.misses).toEqual({ 'example.com': 2 });
    expect(engine.records.state.failure).toMatchObject({ code: 'challenge-invalid', count: 2 });

    await engine.run();

    expect(engine.events.named('extra-wait').map(({ waitMs }) => waitMs)).toEqual([60_000, 120_000]);
    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.records.state.misses).toEqual({ 'example.com': 1.75 });
  }, 60_000);

  it('waits longer only in the zone where a value was missed', async () => {
    const { engine } = await startWith({ domainNames: ['example.com', 'example.org'] });
    engine.records.state = { ...engine.records.state, misses: { 'example.com': 1 } };

    await engine.run();

    expect(engine.events.named('extra-wait').map(({ name }) => name)).toEqual([NAME]);
    expect(engine.store.live?.domainNames).toEqual(['example.com', 'example.org']);
  }, 60_000);
});

type Given = { domainNames?: string[]; cacheSeconds?: number };

/** A world whose time jumps over the extra wait. */
async function startWith({ domainNames = ['example.com'], cacheSeconds = 0 }: Given) {
  let jumpedMs = 0;
  const clock: Clock = {
    now: systemClock.now,
    sleep: async (ms, deadline) => {
      if (ms < SHORTEST_EXTRA_WAIT_MS) return systemClock.sleep(ms, deadline);
      jumpedMs += ms;
    },
  };
  const now = () => performance.now() + jumpedMs;
  const started = await startEngineWorld({ dnscale: { cacheSeconds, now } });
  world = started;
  const { dnscale } = started;
  for (const name of domainNames) dnscale.addZone(name);
  const resolver = new Resolver();
  resolver.setServers([dnscale.resolverAddress]);
  return {
    dnscale,
    engine: createEngine(started, { definition: { domainNames }, ports: { clock } }),
    /** Makes the CA's resolver cache what it finds now: nothing. */
    remember: (name: string) => expect(resolver.resolveTxt(name)).rejects.toThrow('ENOTFOUND'),
  };
}
