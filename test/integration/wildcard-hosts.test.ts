/** Hosts that exist only through a wildcard, in whole runs: a TXT value below one takes it offline (RFC 4592 §2.2.2). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { lateVerdictScript } from '../support/world/proxy/ca-quirks.ts';
import { withScriptedCa } from '../support/world/proxy/scripted-ca-world.ts';
import { examineIn, notOk, textOf } from './doctor-world.ts';
import { failRun, forNames } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('ent.test');
  world.dnscale.addRecord('ent.test', { name: '*', type: 'A', content: '192.0.2.80' });
  world.dnscale.addRecord('ent.test', { name: 'www', type: 'A', content: '192.0.2.80' });
});
afterAll(() => world?.stop());
afterEach(() => {
  for (const { name } of world.dnscale.nameServers) world.dnscale.setServer(name, { lagMs: 0 });
});

const SHOP = '_acme-challenge.shop.ent.test';
const limited = () => world.dnscale.addToken({ ownerNames: [SHOP, '_acme-challenge.www.ent.test'] });

describe('renewCertificate, for hosts that exist only through a wildcard', () => {
  it.each([
    ['sees the zone', undefined, 'the wildcard *.ent.test'],
    ['is limited to challenge names', limited, 'a wildcard'],
  ])('warns with the two ways out where the token %s, and issues', async (_, token, wildcard) => {
    const engine = createEngine(world, {
      ...(token && { token: token() }),
      ...forNames('shop.ent.test', 'www.ent.test'),
    });

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.events.named('warning')).toEqual([
      {
        event: 'warning',
        subject: 'shop.ent.test',
        message: expect.stringContaining(`only through ${wildcard}: `),
      },
    ]);
    const [{ message } = { message: '' }] = engine.events.named('warning');
    expect(message).toContain(
      'Give shop.ent.test a record of its own, or put *.ent.test in place of shop.ent.test',
    );
    expect(world.dnscale.txtValues(SHOP)).toEqual([]);
  });

  it('keeps no value of such a host between runs, and those of the others', async () => {
    world.dnscale.setServer('ns2.dnscale.test', { lagMs: Number.POSITIVE_INFINITY });

    const { engine, failure } = await failRun(world, {
      ...forNames('shop.ent.test', 'www.ent.test'),
      propagationTimeoutMs: 1_200,
    });

    expect(failure?.code).toBe('propagation-timeout');
    expect(world.dnscale.txtValues(SHOP)).toEqual([]);
    expect(world.dnscale.txtValues('_acme-challenge.www.ent.test')).toHaveLength(1);
    expect(engine.records.state.txtRecords.map(({ name }) => name)).toEqual(['_acme-challenge.www.ent.test']);

    world.dnscale.setServer('ns2.dnscale.test', { lagMs: 0 });
    await engine.run();

    expect(engine.events.named('order-created')).toHaveLength(1);
    expect(engine.store.live?.domainNames).toEqual(['shop.ent.test', 'www.ent.test']);
    expect(world.dnscale.txtValues(SHOP)).toEqual([]);
  });
});

describe('renewCertificate, when its time ends while the CA validates such a host', () => {
  it('removes the value once the CA has judged it, and the next run continues the order', async () => {
    const seen: number[] = [];
    const script = lateVerdictScript('shop.ent.test', 4, () =>
      seen.push(world.dnscale.txtValues(SHOP).length),
    );

    await withScriptedCa(world, script, async (slowWorld) => {
      const engine = createEngine(slowWorld, forNames('shop.ent.test'));

      await engine.run(3_000);

      expect(engine.records.state.failure).toMatchObject({ code: 'deadline-exceeded', step: 'validate' });
      expect(seen).toEqual([1, 1, 1, 1]);
      expect(world.dnscale.txtValues(SHOP)).toEqual([]);

      await engine.run();

      expect(engine.records.state.failure).toBeUndefined();
      expect(engine.events.named('order-created')).toHaveLength(1);
      expect(engine.store.live?.domainNames).toEqual(['shop.ent.test']);
    });
  });
});

describe('the doctor, for hosts that exist only through a wildcard', () => {
  it.each([
    ['sees the zone', undefined],
    ['is limited to challenge names', limited],
  ])('warns where the token %s', async (_, token) => {
    const findings = await examineIn(world, 'shop.ent.test', token && { token: token() });

    expect(notOk(findings)).toEqual(['wildcard-host shop.ent.test warning']);
    expect(textOf(findings, 'wildcard-host')).toContain('Give shop.ent.test a record of its own');
  });

  it('says what it cannot know: a value stands there, and the token sees nothing else', async () => {
    world.dnscale.addRecord('ent.test', {
      name: '_acme-challenge.blog',
      type: 'TXT',
      content: 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ',
    });
    const token = world.dnscale.addToken({ ownerNames: ['_acme-challenge.blog.ent.test'] });

    const findings = await examineIn(world, 'blog.ent.test', { token });

    expect(notOk(findings)).toEqual(['wildcard-host blog.ent.test unknown', 'leftovers ent.test warning']);
  });

  it('is content with a host that has a record of its own', async () => {
    expect(notOk(await examineIn(world, 'www.ent.test'))).toEqual([]);
  });
});
