/** The engine against Pebble (a real CA), DNScale's emulator and real DNS servers. */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld({ pebble: { shortLivedSeconds: 4 } });
  world.dnscale.addZone('example.com');
  world.dnscale.addZone('example.net');
  world.dnscale.addZone('sub.example.com');
});
afterAll(() => world.stop());

describe('renewCertificate', () => {
  it('issues apex and wildcard in one certificate, stores and imports it, and removes its TXT values', async () => {
    const engine = createEngine(world, { definition: { domainNames: ['example.com', '*.example.com'] } });

    await engine.run();

    expect(engine.events.named('run-failed')).toEqual([]);
    const published = engine.events.named('txt-published');
    expect(published.map(({ name }) => name)).toEqual([
      '_acme-challenge.example.com',
      '_acme-challenge.example.com',
    ]);
    const leaf = new X509Certificate(engine.importer.imports[0]?.files.certificatePem ?? '');
    expect(leaf.subjectAltName?.split(', ').sort()).toEqual(['DNS:*.example.com', 'DNS:example.com']);
    expect(engine.store.live?.serial).toBe(leaf.serialNumber.toLowerCase());
    expect(world.dnscale.txtValues('_acme-challenge.example.com')).toEqual([]);
    expect(engine.records.state.txtRecords).toEqual([]);
    const [run] = engine.records.state.history ?? [];
    const saw = new Map(run?.steps?.map((step) => [step.step, step.saw]));
    expect(saw.get('preflight')).toMatch(/^\d name servers?, /);
    expect(saw.get('present')).toBe('2 TXT values in example.com');
    expect(saw.get('waitForPropagation')).toMatch(/^(\d) of \1 servers? after \d+\.\d\d s$/);
    expect(run?.challenges).toMatchObject([
      { name: '_acme-challenge.example.com', tookMs: expect.any(Number) },
    ]);
    expect(engine.records.state.zoneNames).toEqual(['example.com']);
  });

  it('issues one certificate over several zones, each value in the zone with the longest match', async () => {
    const domainNames = ['www.example.com', 'a.sub.example.com', 'example.net'];
    const engine = createEngine(world, { definition: { domainNames } });

    await engine.run();

    expect(engine.events.named('run-failed')).toEqual([]);
    const zones = engine.events.named('txt-published').map(({ name, zoneName }) => `${name} in ${zoneName}`);
    expect(zones.sort()).toEqual([
      '_acme-challenge.a.sub.example.com in sub.example.com',
      '_acme-challenge.example.net in example.net',
      '_acme-challenge.www.example.com in example.com',
    ]);
    expect(engine.store.live?.domainNames.toSorted()).toEqual(domainNames.toSorted());
  });
});

describe('renewCertificate, run after run', () => {
  it('issues once more when a person has asked for it, also when that run is killed before it removes the request', async () => {
    const engine = createEngine(world);
    await engine.run();
    const request = { requests: ['request-1'], forcedAt: new Date() };
    Object.assign(engine.records, request);

    await engine.run();
    expect(engine.records.requests).toEqual([]);
    Object.assign(engine.records, request);
    await engine.run();

    expect(engine.events.named('decided').map(({ reason }) => reason)).toEqual([
      'nothing-stored',
      'forced',
      'not-due',
    ]);
    expect(engine.events.named('order-created')).toHaveLength(2);
  });

  it('does nothing while the certificate is not due, and says when the next check is', async () => {
    const engine = createEngine(world);
    await engine.run();

    await engine.run();

    expect(engine.events.named('order-created')).toHaveLength(1);
    expect(engine.events.named('run-finished').map(({ outcome }) => outcome)).toEqual([
      'renewed',
      'unchanged',
    ]);
    expect(engine.events.named('decided').at(-1)).toMatchObject({ due: false, reason: 'not-due' });
  });

  it('renews onto the same ARN with a new serial and a new key once half of a short life is over', async () => {
    const engine = createEngine(world, { definition: { profile: 'shortlived' } });
    await engine.run();
    const { next } = engine.records;
    const dueAt = next && next !== 'never' ? next.nextCheckAt.getTime() : Number.NaN;

    await new Promise((resolve) => setTimeout(resolve, dueAt - Date.now() + 50));
    await engine.run();

    const [first, second] = engine.importer.imports;
    expect(first?.certificateArn).toBeUndefined();
    expect(second?.certificateArn).toBe('arn:aws:acm:eu-central-1:111122223333:certificate/1');
    expect(second?.files.privateKeyPem).not.toBe(first?.files.privateKeyPem);
    const [serial, renewed] = engine.events.named('certificate-issued').map((event) => event.serial);
    expect(renewed).not.toBe(serial);
    expect(engine.records.state.installations['eu-central-1']).toMatchObject({ serial: renewed });
  });

  it('orders anew when a name was added', async () => {
    const engine = createEngine(world);
    await engine.run();
    const stored = engine.records.definition;
    if (stored) stored.definition = { ...stored.definition, domainNames: ['example.com', '*.example.com'] };

    await engine.run();

    expect(engine.events.named('decided').at(-1)).toMatchObject({ due: true, reason: 'names-changed' });
    expect(engine.store.live?.domainNames.toSorted()).toEqual(['*.example.com', 'example.com']);
  });

  it('leaves when another run holds the claim', async () => {
    const engine = createEngine(world);
    engine.records.taken = true;

    await engine.run();

    expect(engine.events.all).toEqual([
      {
        event: 'run-skipped',
        reason: 'another run works on this certificate, or has failed since this check was asked for',
      },
    ]);
  });

  it('removes what TXT values are left and retires a certificate that is no longer declared', async () => {
    const zone = world.dnscale.addZone('retired.test');
    const ours = 'LHDhK3oGRvkiefQnx7OOczTY5Tic_xZ6HcMOc_gmtoM';
    world.dnscale.addRecord('retired.test', { name: '_acme-challenge', type: 'TXT', content: `"${ours}"` });
    world.dnscale.addRecord('retired.test', { name: '_acme-challenge', type: 'TXT', content: '"foreign"' });
    const engine = createEngine(world);
    engine.records.definition = undefined;
    engine.records.state.txtRecords = [
      { zoneId: zone.id, zoneName: 'retired.test', name: '_acme-challenge.retired.test', value: ours },
    ];

    await engine.run();

    expect(world.dnscale.txtValues('_acme-challenge.retired.test')).toEqual(['foreign']);
    expect(engine.records.next).toBe('never');
    expect(engine.events.named('run-finished')).toMatchObject([{ outcome: 'retired' }]);
  });

  it('spends ceil(zones/100) + ceil(records/1000) + 2 DNScale calls per TXT value when nothing goes wrong', async () => {
    const engine = createEngine(world, { definition: { domainNames: ['example.com', '*.example.com'] } });
    const before = world.dnscale.requests.length;

    await engine.run();

    const calls = world.dnscale.requests.slice(before).map(({ method }) => method);
    expect(calls.toSorted()).toEqual(['DELETE', 'DELETE', 'GET', 'GET', 'POST', 'POST']);
  });
});
