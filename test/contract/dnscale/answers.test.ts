import { afterEach, describe, expect, it } from 'vitest';
import { aDeadline, anAdapter, aServer, failureOf, json, stopServers } from './dnscale-world.ts';

const HOURS = 3_600_000;

afterEach(stopServers);

describe('listZones', () => {
  it.each([
    ['HTML', '<html>Welcome</html>', '200 not JSON: "<html>Welcome</html>"'],
    ['nothing', '', '200 an empty body'],
    ['another shape', '{"data":{"domains":[]}}', '200 JSON with neither data.zones nor data.items'],
    [
      'an error as a success',
      '{"status":"error","error":{"code":"X"}}',
      '200 JSON in an unknown shape (data: expected object)',
    ],
  ])('fails for a success that is %s and says what it saw', async (_, body, seen) => {
    const server = await aServer((response) => response.end(body));

    const error = await failureOf(anAdapter(server.url).dnscale.listZones(aDeadline()));

    expect(error).toMatchObject({ code: 'dnscale-unavailable', disposition: 'next-run' });
    expect(error.message).toContain(seen);
  });

  it('ends a list that never ends', async () => {
    const server = await aServer((response, _, count) =>
      json(response, {
        data: { zones: [{ id: `z${count}`, name: 'a.example' }], pagination: { has_more: true } },
      }),
    );

    const error = await failureOf(anAdapter(server.url).dnscale.listZones(aDeadline()));

    expect(error.code).toBe('dnscale-unavailable');
    expect(error.message).toContain('has no end');
    expect(server.requests).toHaveLength(100);
  });

  it('ends a list that gives the same page again and again', async () => {
    const zone = { id: 'z1', name: 'Example.COM.', status: 'active', type: 'master' };
    const server = await aServer((response) =>
      json(response, { data: { zones: [zone], pagination: { has_more: true } } }),
    );

    const zones = await anAdapter(server.url).dnscale.listZones(aDeadline());

    expect(zones).toEqual([{ id: 'z1', name: 'example.com', status: 'active', type: 'master' }]);
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    ['0', Array(10).fill(1_000)],
    ['-1', Array(10).fill(1_000)],
    ['3', [3_000, 3_000, 3_000]],
    ['Thu, 01 Jan 1970 00:00:00 GMT', Array(10).fill(1_000)],
    ['soon', [200, 400, 800, 1_600, 3_200]],
  ])(
    'pauses as Retry-After "%s" asks, a second at least, and ten in all at most',
    async (retryAfter, expected) => {
      const server = await aServer((response) => json(response, {}, 429, { 'retry-after': retryAfter }));
      const { dnscale, pauses } = anAdapter(server.url);

      const error = await failureOf(dnscale.listZones(aDeadline()));

      expect(error).toMatchObject({ code: 'dnscale-rate-limited', disposition: 'not-before' });
      expect(pauses).toEqual(expected);
      expect(server.requests).toHaveLength(expected.length + 1);
    },
  );

  it.each([
    ['11', 11_000],
    ['3600', HOURS],
    ['10000000000', 24 * HOURS],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 24 * HOURS],
  ])('leaves Retry-After "%s" to a later run, a day at most', async (retryAfter, waitMs) => {
    const server = await aServer((response) => json(response, {}, 429, { 'retry-after': retryAfter }));
    const { dnscale, pauses } = anAdapter(server.url);
    const startedAt = Date.now();

    const error = await failureOf(dnscale.listZones(aDeadline()));

    expect(error.code).toBe('dnscale-rate-limited');
    const waits = (error.retryAt?.getTime() ?? 0) - startedAt;
    expect(waits).toBeGreaterThanOrEqual(waitMs);
    expect(waits).toBeLessThan(waitMs + 10_000);
    expect(pauses).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('does not pause beyond the deadline', async () => {
    const server = await aServer((response) => json(response, {}, 429, { 'retry-after': '8' }));
    const { dnscale, pauses } = anAdapter(server.url);

    const error = await failureOf(dnscale.listZones(aDeadline(7_000)));

    expect(error.code).toBe('dnscale-rate-limited');
    expect(pauses).toEqual([]);
  });

  it('cleans what a hostile server says', async () => {
    const message = '\u001b[2Jgone\r\n\u202Eevil';
    const server = await aServer((response) =>
      json(response, { error: { code: 'BAD\u0007', message } }, 400),
    );

    const error = await failureOf(anAdapter(server.url).dnscale.listZones(aDeadline()));

    expect(error.message).toContain('400 BAD "[2Jgone evil"');
    expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('addValue and removeValue', () => {
  it('remove both where a write whose answer was lost is carried out after the second one', async () => {
    const records = new Map<string, object>();
    const write = (id: string) => {
      const record = { id, name: '_acme-challenge.example.com.', type: 'TXT', content: '"value"' };
      records.set(id, record);
      return record;
    };
    const server = await aServer((response, { method, url = '' }, count) => {
      if (method === 'POST' && count === 1) return void response.destroy();
      if (method === 'GET')
        return void json(response, { data: { records: [...records.values()], total: records.size } });
      if (method === 'DELETE') {
        records.delete(url.split('/').at(-1) ?? '');
        return void response.writeHead(204).end();
      }
      const record = write('second');
      write('late');
      json(response, { data: { record } }, 201);
    });
    const { dnscale } = anAdapter(server.url);
    const value = {
      zoneId: 'z1',
      zoneName: 'example.com',
      name: '_acme-challenge.example.com',
      value: 'value',
    };

    const published = await dnscale.addValue(value, aDeadline());
    expect([...records.keys()]).toEqual(['second', 'late']);
    await dnscale.removeValue(published, aDeadline());

    expect([...records.keys()]).toEqual([]);
    expect(server.requests.map((request) => request.split(' ')[0])).toEqual([
      'POST',
      'GET',
      'POST',
      'GET',
      'DELETE',
      'DELETE',
    ]);
  });
});
