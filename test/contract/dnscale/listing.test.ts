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
  of.addRecord('example.com', { name: '*', type: 'A', content: '192.0.2.1' });
  return { id, name };
}

describe('listRecords', () => {
  it('lists every record: names in canonical form, TXT values without quotes', async () => {
    const zone = aZone();

    const listed = await adapter().listRecords(zone, aDeadline());

    const recordId = expect.stringMatching(/.+/);
    expect(listed).toEqual([
      { recordId, type: 'TXT', name: APEX, content: VALUE },
      { recordId, type: 'TXT', name: APEX, content: OTHER },
      { recordId, type: 'TXT', name: WWW, content: 'with blanks and "quotes"' },
      { recordId, type: 'TXT', name: 'example.com', content: 'v=spf1 -all' },
      { recordId, type: 'TXT', name: '_acme-challenge.shop.example.com', content: VALUE },
      { recordId, type: 'CNAME', name: '_acme-challenge.b.example.com', content: 'b.example.net.' },
      { recordId, type: 'A', name: '*.example.com', content: '192.0.2.1' },
    ]);
    expect(world.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it.each<[string, DnscaleOptions]>([
    ['quoted, as data.items', { txtContent: 'quoted', shape: 'items' }],
    ['plain', { txtContent: 'plain' }],
  ])('reads values that come %s', async (_, options) => {
    const other = await startDnscale(options);
    try {
      const listed = await adapter(other).listRecords(aZone(other), aDeadline());

      expect(listed.slice(0, 2).map(({ content }) => content)).toEqual([VALUE, OTHER]);
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

    const listed = await anAdapter(server.url).dnscale.listRecords(
      { id: 'z1', name: 'example.com' },
      aDeadline(),
    );

    expect(listed).toEqual([{ recordId: 'r1', name: APEX, type: 'TXT', content: VALUE }]);
  });

  it('knows values at the apex of a zone of its own', async () => {
    const server = await aServer((response) =>
      json(response, {
        data: { records: [{ id: 'r1', name: '@', type: 'TXT', content: VALUE }], has_more: false },
      }),
    );

    const listed = await anAdapter(server.url).dnscale.listRecords({ id: 'z1', name: APEX }, aDeadline());

    expect(listed.map(({ name }) => name)).toEqual(['_acme-challenge.example.com']);
  });

  it('reads 5,000 records in five calls, in the time of two', async () => {
    const slow = await startDnscale({ latencyMs: 200 });
    try {
      const { id, name } = slow.addZone('example.com');
      for (let i = 0; i < 4_999; i += 1) {
        slow.addRecord(name, { name: `h${i}`, type: 'A', content: '192.0.2.1' });
      }
      slow.addRecord(name, { name: APEX, type: 'TXT', content: VALUE });
      const dnscale = adapter(slow);
      await dnscale.listZones(aDeadline());
      const startedAt = performance.now();

      const listed = await dnscale.listRecords({ id, name }, aDeadline());

      expect(listed).toHaveLength(5_000);
      expect(listed.at(-1)?.content).toBe(VALUE);
      expect(performance.now() - startedAt).toBeLessThan(5 * 200);
      expect(slow.requests.filter(({ path }) => path.includes('/records'))).toHaveLength(5);
    } finally {
      await slow.stop();
    }
  });

  it('tells a record that is disabled', async () => {
    const records = [{ id: 'r1', name: WWW, type: 'CNAME', content: 'x.test.', disabled: true }];
    const server = await aServer((response) => json(response, { data: { records, has_more: false } }));

    const listed = await anAdapter(server.url).dnscale.listRecords(
      { id: 'z1', name: 'example.com' },
      aDeadline(),
    );

    expect(listed).toEqual([
      { recordId: 'r1', name: WWW, type: 'CNAME', content: 'x.test.', disabled: true },
    ]);
  });

  it('fails naming the scope that the token lacks', async () => {
    const zone = aZone();
    const dnscale = adapter(world, { scopes: ['zones:read'] });

    const error = await failureOf(dnscale.listRecords(zone, aDeadline()));

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
    const call = anAdapter(server.url).dnscale.listRecords({ id: 'z1', name: 'example.com' }, aDeadline());

    expect((await failureOf(call)).code).toBe('dnscale-unavailable');
    expect(server.requests).toHaveLength(100);
  });
});
