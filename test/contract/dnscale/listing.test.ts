import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dnscale, type DnscaleOptions, startDnscale } from '../../support/world/dnscale/dnscale.ts';
import { aDeadline, anAdapter, aServer, failureOf, json, stopServers } from './dnscale-world.ts';

const APEX = '_acme-challenge.example.com';
const WWW = '_acme-challenge.www.example.com';
const VALUE = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';
const OTHER = 'gfj9Xq-Rg85nM2RrT6wsQk1mWzB0rXq1ZQh4l0Ekz1s';

let world: Dnscale;

beforeEach(async () => {
  world = await startDnscale();
});

afterEach(async () => {
  await Promise.all([world.stop(), stopServers()]);
});

function adapter(of: Dnscale = world, token: Parameters<Dnscale['addToken']>[0] = {}) {
  const value = of.addToken(token);
  return anAdapter(of.apiUrl, { readToken: async () => value }).dnscale;
}

function aZone(of: Dnscale = world) {
  const { id, name } = of.addZone('example.com');
  of.addRecord('example.com', { name: APEX, type: 'TXT', content: VALUE });
  of.addRecord('example.com', { name: APEX, type: 'TXT', content: OTHER });
  of.addRecord('example.com', { name: WWW, type: 'TXT', content: `"with blanks" " and \\"quotes\\""` });
  of.addRecord('example.com', { name: 'example.com', type: 'TXT', content: 'v=spf1 -all' });
  of.addRecord('example.com', { name: '_acme-challenge.shop.example.com', type: 'TXT', content: VALUE });
  of.addRecord('example.com', { name: '_acme-challenge.b', type: 'CNAME', content: 'b.example.net.' });
  return { id, name };
}

describe('listChallengeValues', () => {
  it('lists every TXT value at the names it is given, and no other', async () => {
    const zone = aZone();

    const listed = await adapter().listChallengeValues(zone, [APEX, WWW], aDeadline());

    const own = { zoneId: zone.id, zoneName: 'example.com', recordId: expect.stringMatching(/.+/) };
    expect(listed).toEqual([
      { ...own, name: APEX, value: VALUE },
      { ...own, name: APEX, value: OTHER },
      { ...own, name: WWW, value: 'with blanks and "quotes"' },
    ]);
    expect(world.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it.each<[string, DnscaleOptions]>([
    ['quoted, as data.items', { txtContent: 'quoted', shape: 'items' }],
    ['plain', { txtContent: 'plain' }],
  ])('reads values that come %s', async (_, options) => {
    const other = await startDnscale(options);
    try {
      const listed = await adapter(other).listChallengeValues(aZone(other), [APEX], aDeadline());

      expect(listed.map(({ value }) => value)).toEqual([VALUE, OTHER]);
    } finally {
      await other.stop();
    }
  });

  it.each([
    ['with a dot', '_acme-challenge.example.com.'],
    ['without one', '_Acme-Challenge.Example.COM'],
    ['relative to the zone', '_acme-challenge'],
  ])('knows a name that comes %s', async (_, name) => {
    const server = await aServer((response) =>
      json(response, {
        data: { records: [{ id: 'r1', name, type: 'txt', content: VALUE }], has_more: false },
      }),
    );

    const listed = await anAdapter(server.url).dnscale.listChallengeValues(
      { id: 'z1', name: 'example.com' },
      [APEX],
      aDeadline(),
    );

    expect(listed).toEqual([
      { zoneId: 'z1', zoneName: 'example.com', name: APEX, value: VALUE, recordId: 'r1' },
    ]);
  });

  it('knows values at the apex of a zone of its own', async () => {
    const server = await aServer((response) =>
      json(response, {
        data: { records: [{ id: 'r1', name: '@', type: 'TXT', content: VALUE }], has_more: false },
      }),
    );

    const listed = await anAdapter(server.url).dnscale.listChallengeValues(
      { id: 'z1', name: APEX },
      [APEX],
      aDeadline(),
    );

    expect(listed.map(({ name }) => name)).toEqual(['_acme-challenge.example.com']);
  });

  it('reads on to the last page', async () => {
    const { id, name } = world.addZone('example.com');
    for (let i = 0; i < 450; i += 1) {
      world.addRecord(name, { name: `h${i}`, type: 'A', content: '192.0.2.1' });
    }
    world.addRecord(name, { name: APEX, type: 'TXT', content: VALUE });

    const listed = await adapter().listChallengeValues({ id, name }, [APEX], aDeadline());

    expect(listed.map(({ value }) => value)).toEqual([VALUE]);
    expect(world.requests).toHaveLength(3);
  });

  it('fails naming the scope that the token lacks', async () => {
    const zone = aZone();
    const dnscale = adapter(world, { scopes: ['zones:read'] });

    const error = await failureOf(dnscale.listChallengeValues(zone, [APEX], aDeadline()));

    expect(error.code).toBe('dnscale-forbidden');
    expect(error.message).toContain('records:read');
  });

  it('fails for a list that has no end', async () => {
    let count = 0;
    const server = await aServer((response) => {
      count += 1;
      const record = { id: `r${count}`, name: APEX, type: 'TXT', content: VALUE };
      json(response, { data: { records: [record], has_more: true } });
    });
    const call = anAdapter(server.url).dnscale.listChallengeValues(
      { id: 'z1', name: 'example.com' },
      [APEX],
      aDeadline(),
    );

    expect((await failureOf(call)).code).toBe('dnscale-unavailable');
    expect(server.requests).toHaveLength(100);
  });
});
