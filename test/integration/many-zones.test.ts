/** An account with many zones, page by page, against Pebble, DNScale's emulator and real DNS servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

let world: EngineWorld;
let count = 0;

beforeAll(async () => {
  world = await startEngineWorld();
});
afterAll(() => world.stop());

function addZonesUpTo(wanted: number): void {
  for (; count < wanted; count += 1) world.dnscale.addZone(`z${count}.test`);
}

const zonePages = () => world.dnscale.requests.filter(({ path }) => path.startsWith('/v1/zones?')).length;

describe('renewCertificate, with many zones', () => {
  it.each([
    [12, 1],
    [150, 2],
    [1_050, 11],
  ])('issues for names in the first and the last of %i zones, read in %i pages', async (wanted, pages) => {
    addZonesUpTo(wanted);
    const before = zonePages();
    const domainNames = ['z0.test', `*.z${wanted - 1}.test`];
    const engine = createEngine(world, forNames(...domainNames));

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live?.domainNames).toEqual(domainNames);
    expect(zonePages() - before).toBe(pages);
  });

  it('writes each value into the longest match of parent and child, by whole labels only', async () => {
    for (const name of ['example.com', 'sub.example.com', 'badexample.com']) world.dnscale.addZone(name);
    const engine = createEngine(
      world,
      forNames('example.com', 'www.sub.example.com', 'sub.badexample.com', 'subexample.z7.test'),
    );

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    const written = engine.events
      .named('txt-published')
      .map(({ name, zoneName }) => `${name} in ${zoneName}`);
    expect(written.sort()).toEqual([
      '_acme-challenge.example.com in example.com',
      '_acme-challenge.sub.badexample.com in badexample.com',
      '_acme-challenge.subexample.z7.test in z7.test',
      '_acme-challenge.www.sub.example.com in sub.example.com',
    ]);
  });

  it('fails for a name that shares only letters with a zone’s end, naming ten zones', async () => {
    const { failure } = await failRun(world, forNames('xz7.test'));

    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person' });
    expect(failure?.message).toMatch(/the token sees (\S+, ){9}\S+ and \d{4} more\./);
  });
});
