/**
 * The attack: somebody holds one name in a stack, keeps its zone elsewhere, and leads its challenge to any name of the other
 * zones that the stack's token sees. Real DNS servers, DNScale's emulator and Pebble, as in any run.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun } from './fail-run.ts';

let world: EngineWorld;
/** Sees victim.test; the zone of the hostile name is elsewhere. */
let token: string;

beforeAll(async () => {
  world = await startEngineWorld();
  const { id } = world.dnscale.addZone('victim.test');
  token = world.dnscale.addToken({ zoneIds: [id] });
  world.dnscale.addZone('hostile.test');
});
afterAll(() => world.stop());

const lead = (host: string, target: string) =>
  world.dnscale.addRecord('hostile.test', {
    name: `_acme-challenge.${host}`,
    type: 'CNAME',
    content: `${target}.`,
  });

describe('a hostile CNAME', () => {
  it.each([
    ['dmarc', '_dmarc.victim.test'],
    ['apex', 'victim.test'],
    ['host', 'www.victim.test'],
  ])('places no TXT value (%s), and names the line that would allow it', async (host, target) => {
    lead(host, target);
    // Beside a name of the victim in the same certificate, too.
    const domainNames = [`${host}.hostile.test`, 'victim.test'];

    const { engine, failure, inMinutes } = await failRun(world, { token, definition: { domainNames } });

    expect(failure).toMatchObject({
      code: 'target-refused',
      disposition: 'person',
      step: 'preflight',
      message: expect.stringContaining(
        "add `delegationZones: ['victim.test']` to `dnscale` in renewer.config.ts",
      ),
    });
    expect(inMinutes).toBe(60);
    expect(engine.events.named('txt-published')).toEqual([]);
    expect(engine.events.named('order-created')).toEqual([]);
    expect(world.dnscale.txtValues(target)).toEqual([]);
  });

  it('is followed where it leads to a challenge name, and where its zone is listed', async () => {
    lead('fair', '_acme-challenge.fair.victim.test');
    lead('listed', 'listed.victim.test');
    const fair = createEngine(world, { token, definition: { domainNames: ['fair.hostile.test'] } });
    const listed = createEngine(world, { token, definition: { domainNames: ['listed.hostile.test'] } });
    listed.ports.delegationZones = ['victim.test'];

    await fair.run();
    await listed.run();

    for (const engine of [fair, listed]) expect(engine.records.state.failure).toBeUndefined();
    expect(fair.events.named('txt-published').map(({ name }) => name)).toEqual([
      '_acme-challenge.fair.victim.test',
    ]);
    expect(listed.events.named('txt-published').map(({ name }) => name)).toEqual(['listed.victim.test']);
  });
});
