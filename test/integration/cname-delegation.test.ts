/** Challenges that lead elsewhere, by CNAME and by NS, against Pebble, DNScale's emulator and real DNS servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

let world: EngineWorld;
/** Sees acme.test only, as a token for delegated challenges should. */
let token: string;

beforeAll(async () => {
  world = await startEngineWorld();
  const { id } = world.dnscale.addZone('acme.test');
  token = world.dnscale.addToken({ zoneIds: [id] });
  world.dnscale.addZone('example.com');
});
afterAll(() => world.stop());

const addCname = (zone: string, name: string, target: string) =>
  world.dnscale.addRecord(zone, { name, type: 'CNAME', content: `${target}.` });

describe('renewCertificate, for challenges delegated by CNAME', () => {
  it('issues with a token that sees the target’s zone only, and cleans up there', async () => {
    addCname('example.com', '_acme-challenge', 'example-com.acme.test');
    const engine = createEngine(world, { token, ...forNames('example.com', '*.example.com') });

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['example.com', '*.example.com']);
    expect(engine.events.named('challenge-delegated')).toEqual([
      {
        event: 'challenge-delegated',
        domainName: 'example.com',
        from: '_acme-challenge.example.com',
        to: 'example-com.acme.test',
        zoneName: 'acme.test',
      },
    ]);
    const published = engine.events.named('txt-published');
    expect(published.map(({ name }) => name)).toEqual(['example-com.acme.test', 'example-com.acme.test']);
    expect(world.dnscale.txtValues('example-com.acme.test')).toEqual([]);
  });

  it('issues for names whose CNAMEs share one target: one RRset', async () => {
    addCname('example.com', '_acme-challenge.a', 'shared.acme.test');
    addCname('example.com', '_acme-challenge.b', 'hop.acme.test');
    addCname('acme.test', 'hop', 'shared.acme.test');
    const engine = createEngine(world, { token, ...forNames('a.example.com', 'b.example.com') });

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['a.example.com', 'b.example.com']);
    expect(engine.events.named('propagated').map(({ name }) => name)).toEqual(['shared.acme.test']);
    expect(engine.events.named('challenge-answered')).toHaveLength(2);
    expect(world.dnscale.txtValues('shared.acme.test')).toEqual([]);
  });

  it('fails with delegation-loop for CNAMEs that go in a circle, and spends no order', async () => {
    addCname('example.com', '_acme-challenge.loop', 'loop.acme.test');
    addCname('acme.test', 'loop', '_acme-challenge.loop.example.com');

    const { engine, failure, inMinutes } = await failRun(world, { token, ...forNames('loop.example.com') });

    expect(failure).toMatchObject({ code: 'delegation-loop', disposition: 'person', step: 'preflight' });
    expect(failure?.message).toContain(
      '_acme-challenge.loop.example.com → loop.acme.test → _acme-challenge.loop.example.com',
    );
    expect(inMinutes).toBe(60);
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails with both names when the target is in no zone that the token sees, and spends no order', async () => {
    addCname('example.com', '_acme-challenge.away', 'away.example.com');

    const { engine, failure } = await failRun(world, { token, ...forNames('away.example.com') });

    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person' });
    expect(failure?.message).toContain(
      '_acme-challenge.away.example.com is a CNAME to away.example.com, but no zone at DNScale holds away.example.com: ' +
        'the token sees acme.test.',
    );
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails with the record that would delegate a name without one', async () => {
    const { failure } = await failRun(world, { token, ...forNames('www.example.com') });

    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person' });
    expect(failure?.message).toContain(
      '_acme-challenge.www.example.com. CNAME _acme-challenge.www-example-com.acme.test.',
    );
  });
});

describe('renewCertificate, under a wildcard CNAME', () => {
  it('writes at the challenge name, which the wildcard no longer covers then', async () => {
    world.dnscale.addZone('wild.test');
    addCname('wild.test', '*', 'web.elsewhere.test');
    const engine = createEngine(world, forNames('wild.test', 'www.wild.test'));

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['wild.test', 'www.wild.test']);
    expect(engine.events.named('challenge-delegated')).toEqual([]);
  });
});

describe('renewCertificate, for challenges delegated by NS', () => {
  it('writes into the zone that is the challenge name, with a token for that only', async () => {
    world.dnscale.addZone('parent.test');
    const { id } = world.dnscale.addZone('_acme-challenge.parent.test');
    const engine = createEngine(world, {
      token: world.dnscale.addToken({ zoneIds: [id] }),
      ...forNames('parent.test', '*.parent.test'),
    });

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['parent.test', '*.parent.test']);
    expect(engine.events.named('txt-published').map(({ zoneName }) => zoneName)).toEqual([
      '_acme-challenge.parent.test',
      '_acme-challenge.parent.test',
    ]);
  });
});
