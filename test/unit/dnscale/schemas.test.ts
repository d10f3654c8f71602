import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCreatedId, parseRecordPage, parseZonePage } from '../../../functions/dnscale/schemas.ts';

const ZONE = { id: 'z1', name: 'example.com', status: 'active', type: 'master' };
const RECORD = { id: 'r1', name: 'www.example.com.', type: 'A', content: '192.0.2.1' };

describe('parseZonePage', () => {
  it('reads the shape of the contract', () => {
    const text = JSON.stringify({
      status: 'success',
      data: {
        zones: [{ ...ZONE, region: 'EU', customer_id: 'c1' }],
        pagination: { total: 7, offset: 0, limit: 1, count: 1, has_more: true },
      },
      zones: [],
    });

    expect(parseZonePage(text)).toEqual({ ok: true, value: { items: [ZONE], total: 7, hasMore: true } });
  });

  it('reads the shape of the public page', () => {
    const text = JSON.stringify({
      status: 'success',
      data: { items: [ZONE], total: 1, limit: 100, offset: 0 },
    });

    expect(parseZonePage(text)).toEqual({ ok: true, value: { items: [ZONE], total: 1, hasMore: undefined } });
  });

  it('reads null as an empty list', () => {
    expect(parseZonePage('{"data":{"zones":null,"pagination":null,"total":null}}')).toEqual({
      ok: true,
      value: { items: [], total: undefined, hasMore: undefined },
    });
  });

  it('takes a missing status or type for unknown, and so does not hide the zone', () => {
    expect(parseZonePage('{"data":{"zones":[{"id":"z1","name":"example.com","status":7}]}}')).toMatchObject({
      value: { items: [{ id: 'z1', name: 'example.com', status: 'unknown', type: 'unknown' }] },
    });
  });

  it('is not moved by __proto__', () => {
    const text =
      '{"__proto__":{"polluted":1},"data":{"__proto__":{"items":[]},"zones":[{"id":"z1","name":"example.com","status":"active","type":"master","__proto__":{"polluted":1}}]}}';

    expect(parseZonePage(text)).toEqual({
      ok: true,
      value: { items: [ZONE], total: undefined, hasMore: undefined },
    });
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    ['', 'an empty body'],
    ['<html>\u001b[31mBad\ngateway</html>', 'not JSON: "<html> [31mBad gateway</html>"'],
    ['"text"', 'JSON in an unknown shape (the whole answer: expected object)'],
    ['[]', 'JSON in an unknown shape (the whole answer: expected object)'],
    ['{}', 'JSON in an unknown shape (data: expected object)'],
    ['{"data":{}}', 'JSON with neither data.zones nor data.items'],
    ['{"data":{"records":[]}}', 'JSON with neither data.zones nor data.items'],
    ['{"data":{"zones":{}}}', 'JSON in an unknown shape (data.zones: expected array)'],
    [
      '{"data":{"zones":[{"id":7,"name":"a.b"}]}}',
      'JSON in an unknown shape (data.zones.0.id: expected string)',
    ],
    [
      '{"data":{"zones":[{"id":"..","name":"a.b"}]}}',
      'JSON in an unknown shape (data.zones.0.id: not a usable value)',
    ],
    ['{"data":{"zones":[{"id":"z1"}]}}', 'JSON in an unknown shape (data.zones.0.name: expected string)'],
    ['{"data":{"items":[],"total":"7"}}', 'JSON in an unknown shape (data.total: expected number)'],
  ])('fails for %s and says what it saw', (text, fault) => {
    expect(parseZonePage(text)).toEqual({ ok: false, fault });
  });

  it('reads any list in either shape, with any further keys', () => {
    const zones = fc.array(
      fc.record({
        id: fc.stringMatching(/^[a-z0-9-]{1,36}$/),
        name: fc.domain(),
        status: fc.string(),
        type: fc.string(),
      }),
    );
    const extra = fc.dictionary(fc.stringMatching(/^x-/), fc.jsonValue());

    fc.assert(
      fc.property(
        zones,
        extra,
        fc.constantFrom('zones', 'items'),
        fc.boolean(),
        (list, more, key, nested) => {
          const facts = { total: list.length, has_more: false };
          const data = { ...more, [key]: list, ...(nested ? { pagination: { ...more, ...facts } } : facts) };

          expect(parseZonePage(JSON.stringify({ ...more, data }))).toEqual({
            ok: true,
            value: { items: list, total: list.length, hasMore: false },
          });
        },
      ),
    );
  });

  it('never throws for any text', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"data":${json}}`),
      fc.json().map((json) => `{"data":{"zones":[${json}]}}`),
    );

    fc.assert(
      fc.property(anything, (text) => {
        const parsed = parseZonePage(text);
        if (!parsed.ok) expect(parsed.fault).toMatch(/^(JSON|not JSON|an empty body)/);
      }),
    );
  });

  it('survives a megabyte of brackets', () => {
    expect(parseZonePage('['.repeat(1_000_000)).ok).toBe(false);
    expect(parseZonePage(`${'['.repeat(500_000)}${']'.repeat(500_000)}`).ok).toBe(false);
  });
});

describe('parseRecordPage', () => {
  it.each(['records', 'items'])('reads data.%s', (key) => {
    const text = JSON.stringify({
      data: { [key]: [{ ...RECORD, ttl: 300, priority: null, disabled: false }], total: 1 },
    });

    expect(parseRecordPage(text)).toEqual({
      ok: true,
      value: { items: [{ ...RECORD, disabled: false }], total: 1, hasMore: undefined },
    });
  });

  it('reads the others beside a record without a readable type or content', () => {
    const text = JSON.stringify({
      data: { records: [{ id: 'r0', name: 'x.example.com.', type: 65, content: null }, RECORD] },
    });

    expect(parseRecordPage(text)).toMatchObject({
      ok: true,
      value: { items: [{ id: 'r0', name: 'x.example.com.', type: 'unknown', content: '' }, RECORD] },
    });
  });

  it('fails for a list of zones', () => {
    expect(parseRecordPage('{"data":{"zones":[]}}')).toEqual({
      ok: false,
      fault: 'JSON with neither data.records nor data.items',
    });
  });
});

describe('parseCreatedId', () => {
  it('finds the id of the record', () => {
    const text = JSON.stringify({ status: 'success', data: { message: 'Record created', record: RECORD } });

    expect(parseCreatedId(text)).toEqual({ ok: true, value: 'r1' });
  });

  it.each(['', '{"status":"success"}', '{"data":{"record":{}}}', '{"data":{"record":{"id":""}}}'])(
    'fails without one: %s',
    (text) => {
      expect(parseCreatedId(text).ok).toBe(false);
    },
  );
});
