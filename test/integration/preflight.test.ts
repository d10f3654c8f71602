/** Failures that a run finds before an order is spent, against Pebble, DNScale's emulator and real DNS servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { renewCertificate } from '../../functions/engine/run/renew-certificate.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

let world: EngineWorld;

const timesOf = (workMs: number) => ({
  work: deadlineIn(workMs, clock),
  cleanUp: deadlineIn(workMs + 8_000, clock),
  end: deadlineIn(workMs + 10_000, clock),
});

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world.stop());

describe('the preflight of renewCertificate', () => {
  it('asks DNScale for the list of zones and the records of the one it needs, and nothing else', async () => {
    world.dnscale.addZone('away.test', { nameServers: ['ns1.elsewhere.test'] });
    const before = world.dnscale.requests.length;

    await failRun(world, forNames('away.test'));

    expect(world.dnscale.requests.slice(before).map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('costs one list of zones, one of records, the CA’s directory and DNS questions when nothing is wrong, and asks for no TXT', async () => {
    const { dnscale } = world;
    const before = { requests: dnscale.requests.length, questions: dnscale.dnsQueries.length };
    const atNewOrder = Promise.withResolvers<{
      acme: string[];
      requests: string[];
      asked: Set<string>;
      names: string[];
    }>();
    const calls: string[] = [];
    const engine = createEngine(world, forNames('a.example.com', '*.a.example.com', 'b.example.com'));
    const acmeServer = (url: string) =>
      new Proxy(engine.ports.acmeServer(url), {
        get(server, method) {
          calls.push(String(method));
          if (method === 'createOrder') {
            atNewOrder.resolve({
              acme: [...new Set(calls)],
              requests: dnscale.requests.slice(before.requests).map(({ path }) => path.replace(/\?.*/, '')),
              asked: new Set(dnscale.dnsQueries.slice(before.questions).map(({ type }) => type)),
              names: dnscale.dnsQueries.slice(before.questions).map(({ name }) => name),
            });
          }
          return Reflect.get(server, method);
        },
      });

    await renewCertificate('example.com', { ...engine.ports, acmeServer }, timesOf(30_000));

    const { acme, requests, asked, names } = await atNewOrder.promise;
    expect(acme).toEqual(['readMeta', 'createOrder']);
    expect(requests).toEqual(['/v1/zones', expect.stringMatching(/^\/v1\/zones\/[\w-]+\/records$/)]);
    expect([...asked].filter((type) => !['NS', 'A', 'AAAA', 'CNAME', 'CAA', 'SOA'].includes(type))).toEqual(
      [],
    );
    // The servers would keep "no such name" for a minute.
    expect(names).not.toContain('_acme-challenge.a.example.com');
    expect(names).not.toContain('_acme-challenge.b.example.com');
    expect(engine.records.state.failure).toBeUndefined();
  });

  it('warns of name servers of which it knows none, and issues where they show the values', async () => {
    world.dnscale.addZone('elsewhere.test', { listed: false });
    world.dnscale.addRecord('elsewhere.test', { name: 'ns1', type: 'A', content: '127.0.0.1' });
    world.dnscale.addZone('moved.test', { nameServers: ['ns1.elsewhere.test'] });

    const engine = createEngine(world, forNames('www.moved.test'));

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.events.named('warning')).toEqual([
      {
        event: 'warning',
        subject: 'moved.test',
        message: expect.stringContaining(
          'is delegated to ns1.elsewhere.test: none of them is named in dnscale.test',
        ),
      },
    ]);
  });

  it('accepts name servers of the user’s own names when they are listed', async () => {
    world.dnscale.addZone('vanity.test', { nameServers: ['ns1.vanity.test'] });
    world.dnscale.addRecord('vanity.test', { name: 'ns1', type: 'A', content: '127.0.0.1' });
    const engine = createEngine(world, {
      ...forNames('vanity.test'),
      ports: { nameServerDomains: ['dnscale.test', 'vanity.test'] },
    });

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
  });

  it('accepts a name of DNScale’s that shares its address with one of the user’s own', async () => {
    const [first] = world.dnscale.nameServers;
    world.dnscale.addZone('shared.test', { nameServers: ['ns1.shared.test', first?.name ?? ''] });
    world.dnscale.addRecord('shared.test', { name: 'ns1', type: 'A', content: first?.address ?? '' });
    const engine = createEngine(world, forNames('shared.test'));

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
  });

  it('accepts a delegation that is partly elsewhere', async () => {
    world.dnscale.addZone('other.test', { listed: false });
    world.dnscale.addRecord('other.test', { name: 'ns1', type: 'A', content: '127.0.0.2' });
    world.dnscale.addZone('split.test', { nameServers: ['ns1.dnscale.test', 'ns1.other.test'] });
    const engine = createEngine(world, forNames('split.test'));

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
  });

  it('fails with not-delegated for a zone that the parent does not know', async () => {
    world.dnscale.addZone('undelegated.test', { delegated: false });

    const { engine, failure } = await failRun(world, forNames('undelegated.test'));

    expect(failure).toMatchObject({ code: 'not-delegated', disposition: 'person', step: 'preflight' });
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails with zone-not-found for a child zone at DNScale that the token does not see', async () => {
    const { id } = world.dnscale.addZone('upper.test');
    world.dnscale.addZone('sub.upper.test');
    const token = world.dnscale.addToken({ zoneIds: [id] });

    const { engine, failure } = await failRun(world, { token, ...forNames('www.sub.upper.test') });

    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person', step: 'preflight' });
    expect(failure?.message).toContain('sub.upper.test is a zone of its own, delegated to ns1.dnscale.test');
    expect(failure?.message).toContain(
      'the token sees upper.test. Add the zone at DNScale, or widen the token to it.',
    );
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails with profile-unknown naming those that the CA offers', async () => {
    const { engine, failure } = await failRun(world, { definition: { profile: 'tlsclient' } });

    expect(failure).toMatchObject({ code: 'profile-unknown', disposition: 'person', step: 'preflight' });
    expect(failure?.message).toMatch(/it offers: .*default/);
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails with identifier-rejected for more names than the profile takes', async () => {
    const domainNames = Array.from({ length: 26 }, (_, i) => `w${i}.example.com`);

    const { engine, failure } = await failRun(world, { definition: { domainNames, profile: 'shortlived' } });

    expect(failure).toMatchObject({ code: 'identifier-rejected', disposition: 'person', step: 'preflight' });
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('issues by itself once the trouble is gone', async () => {
    const { engine, failure } = await failRun(world, forNames('www.late.test'));
    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person' });

    world.dnscale.addZone('late.test');
    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['www.late.test']);
  });
});
