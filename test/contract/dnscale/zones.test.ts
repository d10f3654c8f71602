import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';
import { ANSWERS } from '../../support/world/dnscale/faults.ts';
import { aDeadline, anAdapter, failureOf } from './dnscale-world.ts';

let world: Dnscale;

beforeEach(async () => {
  world = await startDnscale();
});

afterEach(async () => {
  await world.stop();
});

function listZones(token = world.addToken()) {
  return anAdapter(world.apiUrl, { readToken: async () => token }).dnscale.listZones(aDeadline());
}

describe('listZones', () => {
  it('gives the zones of the token in one call', async () => {
    const zone = world.addZone('example.com');
    world.addZone('paused.example', { status: 'paused', type: 'slave' });

    const zones = await listZones();

    expect(zones).toEqual([
      { id: zone.id, name: 'example.com', status: 'active', type: 'master' },
      { id: expect.any(String), name: 'paused.example', status: 'paused', type: 'slave' },
    ]);
    expect(world.requests.map(({ path }) => path)).toEqual(['/v1/zones?offset=0&limit=100']);
  });

  it('gives no zones to a token that sees none', async () => {
    world.addZone('example.com');

    expect(await listZones(world.addToken({ zoneIds: [] }))).toEqual([]);
  });

  it.each([
    [100, 1],
    [101, 2],
    [250, 3],
  ])('gives %i zones in %i calls', async (count, calls) => {
    for (let i = 0; i < count; i++) world.addZone(`z${i}.example`);

    const zones = await listZones();

    expect(new Set(zones.map(({ name }) => name)).size).toBe(count);
    expect(world.requests).toHaveLength(calls);
  });

  it('reads the shape of the public page as well', async () => {
    const other = await startDnscale({ shape: 'items' });
    try {
      for (let i = 0; i < 101; i++) other.addZone(`z${i}.example`);
      const { dnscale } = anAdapter(other.apiUrl, { readToken: async () => other.addToken() });

      expect(await dnscale.listZones(aDeadline())).toHaveLength(101);
      expect(other.requests).toHaveLength(2);
    } finally {
      await other.stop();
    }
  });

  it.each([408, 429, 500, 502, 503, 504])('tries again after %i', async (status) => {
    world.addZone('example.com');
    world.faults.add({ reply: { status, body: '<html>busy</html>' }, times: 4 });

    expect(await listZones()).toHaveLength(1);
    expect(world.requests.map((request) => request.status)).toEqual([status, status, status, status, 200]);
  });

  it('tries again after a connection that broke', async () => {
    world.addZone('example.com');
    world.faults.add({ reply: 'reset', times: 4 });

    expect(await listZones()).toHaveLength(1);
  });

  it('fails after five tries', async () => {
    world.faults.add({ reply: { status: 503, body: '<html>down</html>' }, times: 99 });

    await expect(listZones()).rejects.toMatchObject({ code: 'dnscale-unavailable', disposition: 'next-run' });
    expect(world.requests).toHaveLength(5);
  });

  it.each(['firewallPage', 'noRoute', 'sitePage'] as const)(
    'says that not the API has answered, and does not blame the token: %s',
    async (answer) => {
      world.faults.add({ reply: ANSWERS[answer], times: 99 });

      const error = await failureOf(listZones());

      expect(error).toMatchObject({ code: 'dnscale-unavailable', disposition: 'person' });
      expect(error.message).toContain("this answer is not one that DNScale's API gives there");
      expect(error.message).not.toContain('widen');
      expect(world.requests).toHaveLength(1);
    },
  );

  it('blames the URL when the API itself has no list of zones there', async () => {
    const { origin } = new URL(world.apiUrl);
    const { dnscale } = anAdapter(`${origin}/v9`, { readToken: async () => world.addToken() });

    const error = await failureOf(dnscale.listZones(aDeadline()));

    expect(error).toMatchObject({ code: 'dnscale-unavailable', disposition: 'person' });
    expect(error.message).toContain('Check the API URL');
  });

  it('says of an outage that a gateway tells of it', async () => {
    world.faults.add({ reply: ANSWERS.gatewayOutage, times: 99 });

    const error = await failureOf(listZones());

    expect(error).toMatchObject({ code: 'dnscale-unavailable', disposition: 'next-run' });
    expect(error.message).toContain('What answered is not the API itself');
  });

  it('sends a person to the account for a 402', async () => {
    world.faults.add({ reply: ANSWERS.unpaid, times: 99 });

    const error = await failureOf(listZones());

    expect(error).toMatchObject({ code: 'dnscale-refused', disposition: 'person' });
    expect(error.message).toContain('Put the account at DNScale in order');
    expect(world.requests).toHaveLength(1);
  });

  it('fails for a token that DNScale does not know', async () => {
    await expect(listZones('dnscale_live_unknown')).rejects.toMatchObject({
      code: 'dnscale-unauthorized',
      disposition: 'person',
      message: expect.stringContaining('401 UNAUTHORIZED'),
    });
    expect(world.requests).toHaveLength(1);
  });

  it('fails for a token without zones:read and names the scope', async () => {
    await expect(listZones(world.addToken({ scopes: ['records:write'] }))).rejects.toMatchObject({
      code: 'dnscale-forbidden',
      disposition: 'person',
      message: expect.stringContaining('needs the scope zones:read'),
    });
  });

  it('uses the new token when the old one is revoked meanwhile', async () => {
    world.addZone('example.com');
    const tokens = [world.addToken(), world.addToken()];
    world.revokeToken(tokens[0] ?? '');
    const { dnscale } = anAdapter(world.apiUrl, { readToken: async () => tokens.shift() ?? 'none left' });

    expect(await dnscale.listZones(aDeadline())).toHaveLength(1);
  });
});
