/** CAA records that forbid, found before an order is made, against Pebble, DNScale's emulator and real DNS servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

type Engine = ReturnType<typeof createEngine>;

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
});
afterAll(() => world.stop());

const addCaa = (zone: string, content: string, name = '@') =>
  world.dnscale.addRecord(zone, { name, type: 'CAA', content });

/** A CA whose directory does not say by which names CAA records know it. */
function unnameTheCa(engine: Engine): void {
  const { acmeServer } = engine.ports;
  engine.ports.acmeServer = (url) => {
    const acme = acmeServer(url);
    return {
      ...acme,
      readMeta: async (deadline) => ({ ...(await acme.readMeta(deadline)), caaIdentities: [] }),
    };
  };
}

describe('renewCertificate, when CAA records forbid', () => {
  it('fails with caa-forbids before any order, and issues in the next run once a record lets the CA in', async () => {
    world.dnscale.addZone('example.com');
    addCaa('example.com', '0 issue "other.test"');

    const { engine, failure, inMinutes } = await failRun(world, forNames('www.example.com'));

    expect(failure).toMatchObject({ code: 'caa-forbids', disposition: 'person', step: 'preflight' });
    expect(failure?.message).toContain('example.com. CAA 0 issue "pebble.letsencrypt.org"');
    expect(inMinutes).toBe(60);
    expect(engine.events.named('order-created')).toEqual([]);
    expect(engine.events.named('txt-published')).toEqual([]);

    addCaa('example.com', '0 issue "pebble.letsencrypt.org"');
    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['www.example.com']);
  });

  it('fails for a wildcard that issuewild forbids, though issue lets the CA in', async () => {
    world.dnscale.addZone('wild.test');
    addCaa('wild.test', '0 issue "pebble.letsencrypt.org"');
    addCaa('wild.test', '0 issuewild ";"');

    const { engine, failure } = await failRun(world, forNames('wild.test', '*.wild.test'));

    expect(failure).toMatchObject({ code: 'caa-forbids', step: 'preflight' });
    expect(failure?.message).toContain('*.wild.test');
    expect(failure?.message).toContain('wild.test. CAA 0 issuewild "pebble.letsencrypt.org"');
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails for another account, and issues for ours', async () => {
    world.dnscale.addZone('pinned.test');
    addCaa('pinned.test', '0 issue "pebble.letsencrypt.org; accounturi=https://ca.test/acct/other"');

    const { engine, failure } = await failRun(world, forNames('pinned.test'));

    expect(failure).toMatchObject({ code: 'caa-forbids' });
    const [recordToAdd, value] = /pinned\.test\. CAA (0 issue "pebble\.letsencrypt\.org; .*?")/.exec(
      failure?.message ?? '',
    ) ?? ['', ''];
    expect(recordToAdd).toContain(`; accounturi=${new URL(world.pebble.directoryUrl).origin}`);

    addCaa('pinned.test', value ?? '');
    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(['pinned.test']);
  });
});

describe('renewCertificate, when CAA records allow', () => {
  it('takes the records nearest to the name', async () => {
    world.dnscale.addZone('near.test');
    addCaa('near.test', '0 issue ";"');
    addCaa('near.test', '0 issue "Pebble.LetsEncrypt.org; validationmethods=dns-01"', 'www');
    const engine = createEngine(world, forNames('www.near.test', 'deep.www.near.test'));

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
  });

  it('does not judge for a CA that does not say its name', async () => {
    world.dnscale.addZone('nameless.test');
    addCaa('nameless.test', '0 issue ";"');
    const engine = createEngine(world, forNames('nameless.test'));
    unnameTheCa(engine);

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
  });
});
