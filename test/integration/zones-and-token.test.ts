/** Zones that are missing and tokens that lack a right, in whole runs against Pebble and DNScale's emulator. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDnscale } from '../../functions/dnscale/dnscale.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import type { Scope } from '../support/world/dnscale/tokens.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { expectRenewed, failRun, forNames } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
  world.dnscale.addZone('paused.test', { status: 'paused' });
});
afterAll(() => world.stop());

/** Adapters with this token, for the engine's next run: the renew function makes new ones for each run. */
function portsWithToken(token: string) {
  const adapter = createDnscale({ apiUrl: world.dnscale.apiUrl, readToken: async () => token, clock });
  return { zones: adapter, txtRecords: adapter };
}

describe('renewCertificate, when a zone or a right is missing', () => {
  it('fails with zone-not-found for a name without a zone, spends no order, and renews once the zone is there', async () => {
    const { engine, failure, inMinutes } = await failRun(world, forNames('example.com', 'www.example.org'));

    expect(failure).toMatchObject({
      code: 'zone-not-found',
      disposition: 'person',
      step: 'preflight',
      count: 1,
    });
    expect(failure?.message).toContain('_acme-challenge.www.example.org');
    expect(inMinutes).toBe(60);
    expect(engine.events.named('order-created')).toEqual([]);
    world.dnscale.addZone('example.org');
    await expectRenewed(world, engine);
  });

  it('fails with zone-not-active for a paused zone, and spends no order', async () => {
    const { engine, failure, inMinutes } = await failRun(world, forNames('www.paused.test'));

    expect(failure).toMatchObject({ code: 'zone-not-active', disposition: 'person', step: 'preflight' });
    expect(failure?.message).toContain('paused');
    expect(inMinutes).toBe(60);
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it.each([
    ['paused', { status: 'paused', delegated: false, served: false }],
    ['never delegated', { delegated: false, served: false }],
  ] as const)(
    'issues from the parent zone, which answers, beside a child zone that is %s',
    async (word, seed) => {
      const child = `${word.replace(' ', '-')}.example.com`;
      world.dnscale.addZone(child, seed);
      const engine = createEngine(world, forNames(`www.${child}`));

      await engine.run();

      expect(engine.records.state.failure).toBeUndefined();
      expect(engine.events.named('txt-published')).toMatchObject([{ zoneName: 'example.com' }]);
      expect(world.dnscale.txtValues(`_acme-challenge.www.${child}`)).toEqual([]);
    },
  );

  it('fails with dnscale-unauthorized for a wrong token, waits for a newer one, and never shows it', async () => {
    const { engine, failure, next } = await failRun(world, { token: 'dnscale_live_wrong' });

    expect(failure).toMatchObject({ code: 'dnscale-unauthorized', disposition: 'person' });
    expect(next).toMatchObject({ waitsForTokenNewerThan: 'v1' });
    expect(JSON.stringify([engine.events.all, engine.records.state])).not.toContain('dnscale_live_wrong');
  });

  it('fails with dnscale-forbidden naming records:write when the token may not write, and renews with one that may', async () => {
    const token = world.dnscale.addToken({ scopes: ['zones:read', 'records:read'] });

    const { engine, failure, inMinutes, next } = await failRun(world, { token });

    expect(failure).toMatchObject({ code: 'dnscale-forbidden', disposition: 'person', step: 'present' });
    expect(failure?.message).toContain('_acme-challenge.');
    expect(failure?.message).toContain('records:write');
    expect(inMinutes).toBe(60);
    expect(next).toMatchObject({ waitsForTokenNewerThan: 'v1' });
    expect(engine.records.state.txtRecords).toEqual([]);
    Object.assign(engine.ports, portsWithToken(world.dnscale.addToken()));
    await expectRenewed(world, engine);
    expect(JSON.stringify([engine.events.all, engine.records.state])).not.toContain(token);
  });

  it('fails with zone-not-found naming the zones that the token sees, and renews with one that sees ours', async () => {
    const other = world.dnscale.addZone('other.test');
    const token = world.dnscale.addToken({ zoneIds: [other.id] });

    const { engine, failure, next } = await failRun(world, { token });

    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person', step: 'preflight' });
    expect(failure?.message).toContain('_acme-challenge.example.com: the token sees other.test');
    expect(next).toMatchObject({ waitsForTokenNewerThan: 'v1' });
    Object.assign(engine.ports, portsWithToken(world.dnscale.addToken()));
    await expectRenewed(world, engine);
    expect(JSON.stringify([engine.events.all, engine.records.state])).not.toContain(token);
  });
});

describe('renewCertificate, when the token lacks a scope', () => {
  const ALL: Scope[] = ['zones:read', 'records:read', 'records:write'];

  it.each(ALL)('fails with dnscale-forbidden and names %s', async (missing) => {
    const token = world.dnscale.addToken({ scopes: ALL.filter((scope) => scope !== missing) });

    const { failure } = await failRun(world, { token });

    expect(failure).toMatchObject({ code: 'dnscale-forbidden', disposition: 'person' });
    expect(failure?.message).toContain(`the API key lacks the scope ${missing}`);
  });
});
