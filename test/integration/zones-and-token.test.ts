/** Zones that are missing and tokens that lack a right, in whole runs against Pebble and DNScale's emulator. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../support/world/dnscale/tokens.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
  world.dnscale.addZone('paused.test', { status: 'paused' });
});
afterAll(() => world.stop());

describe('renewCertificate, when a zone or a right is missing', () => {
  it('fails with zone-not-found for a name that has no zone, and spends no order', async () => {
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
  });

  it('fails with zone-not-active for a paused zone, and spends no order', async () => {
    const { engine, failure } = await failRun(world, forNames('www.paused.test'));

    expect(failure).toMatchObject({ code: 'zone-not-active', disposition: 'person' });
    expect(failure?.message).toContain('paused');
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('fails with dnscale-unauthorized for a wrong token, waits for a newer one, and never shows it', async () => {
    const { engine, failure, next } = await failRun(world, { token: 'dnscale_live_wrong' });

    expect(failure).toMatchObject({ code: 'dnscale-unauthorized', disposition: 'person' });
    expect(next).toMatchObject({ waitsForTokenNewerThan: 'v1' });
    expect(JSON.stringify([engine.events.all, engine.records.state])).not.toContain('dnscale_live_wrong');
  });

  it('fails with dnscale-forbidden naming records:write when the token may not write', async () => {
    const token = world.dnscale.addToken({ scopes: ['zones:read', 'records:read'] });

    const { engine, failure } = await failRun(world, { token });

    expect(failure).toMatchObject({ code: 'dnscale-forbidden', disposition: 'person', step: 'present' });
    expect(failure?.message).toContain('records:write');
    expect(engine.records.state.txtRecords).toEqual([]);
  });

  it('fails with zone-not-found when the token is for another zone', async () => {
    const other = world.dnscale.addZone('other.test');
    const token = world.dnscale.addToken({ zoneIds: [other.id] });

    const { failure } = await failRun(world, { token });

    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person' });
    expect(failure?.message).toContain('other.test');
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
