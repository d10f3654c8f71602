/** Replaces DNScale's REST API: the emulator is held to the OpenAPI contract, through plain fetch. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dnscale, type DnscaleOptions, startDnscale } from '../../support/world/dnscale/dnscale.ts';

let dnscale: Dnscale;
let token: string;

beforeEach(() => start());
afterEach(() => dnscale.stop());

async function start(options: DnscaleOptions = {}): Promise<void> {
  dnscale = await startDnscale(options);
  token = dnscale.addToken();
}

async function restart(options: DnscaleOptions): Promise<void> {
  await dnscale.stop();
  await start(options);
}

async function call(method: string, path: string, body?: object, bearer = token) {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const response = await fetch(`${dnscale.apiUrl}${path}`, {
    method,
    headers,
    body: body ? JSON.stringify(body) : null,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: JSON.parse(text || 'null') as ApiJson,
  };
}

/** Every field that an expectation reads, as if each answer had it. */
type ApiJson = {
  status: string;
  error: { code: string; message: string; details: { field: string }[] };
  zones: NamedJson[];
  data: {
    zones: NamedJson[];
    items: NamedJson[];
    records: RecordJson[];
    record: RecordJson;
    pagination: object;
  };
};
type NamedJson = { name: string };
type RecordJson = { id: string; name: string; content: string; ttl: number; comment: string | null };

const txt = (name: string, content: string) => ({ name, type: 'TXT', content, ttl: 120 });

describe('GET /zones', () => {
  it('pages as the OpenAPI contract says, ten at a time, with the deprecated alias', async () => {
    for (let i = 1; i <= 12; i += 1) dnscale.addZone(`zone${i}.test`);

    const first = await call('GET', '/zones');
    const second = await call('GET', '/zones?offset=10&limit=100');

    expect(first.json.data.zones).toHaveLength(10);
    expect(first.json.data.pagination).toEqual({
      total: 12,
      offset: 0,
      limit: 10,
      count: 10,
      has_more: true,
    });
    expect(first.json.zones).toHaveLength(10);
    expect(second.json.data.zones.map((zone) => zone.name)).toEqual(['zone11.test', 'zone12.test']);
    expect(second.json.data.pagination).toEqual({
      total: 12,
      offset: 10,
      limit: 100,
      count: 2,
      has_more: false,
    });
  });

  it('pages with data.items when told to', async () => {
    await restart({ shape: 'items' });
    dnscale.addZone('example.test');

    const { json } = await call('GET', '/zones?limit=1');

    expect(json.data).toMatchObject({ total: 1, limit: 1, offset: 0 });
    expect(json.data.items[0]).toMatchObject({ name: 'example.test', status: 'active', type: 'master' });
  });

  it('fails with 400 for a limit above 100', async () => {
    const { status, json } = await call('GET', '/zones?limit=101');

    expect([status, json.status, json.error.code]).toEqual([400, 'error', 'INVALID_PAGINATION']);
  });
});

describe('records', () => {
  it('takes relative, apex and absolute names and lists them absolute, TXT in quotes', async () => {
    const { id } = dnscale.addZone('example.test');

    for (const name of ['_acme-challenge', '@', 'www.example.test', 'mail.example.test.']) {
      expect((await call('POST', `/zones/${id}/records`, txt(name, 'value'))).status).toBe(201);
    }
    await call('POST', `/zones/${id}/records`, txt('quoted', '"value"'));
    const { json } = await call('GET', `/zones/${id}/records`);

    expect(json.data.records.map((r) => [r.name, r.content])).toEqual([
      ['_acme-challenge.example.test.', '"value"'],
      ['example.test.', '"value"'],
      ['www.example.test.', '"value"'],
      ['mail.example.test.', '"value"'],
      ['quoted.example.test.', '"value"'],
    ]);
    expect(dnscale.txtValues('quoted.example.test')).toEqual(['value']);
  });

  it('answers 409 for an equal value, however it is quoted, and for a CNAME beside it', async () => {
    const { id } = dnscale.addZone('example.test');
    await call('POST', `/zones/${id}/records`, txt('a', 'one'));

    const again = await call('POST', `/zones/${id}/records`, txt('a.example.test.', '"one"'));
    const cname = await call('POST', `/zones/${id}/records`, { name: 'a', type: 'CNAME', content: 'b.test' });

    expect([again.status, again.json.error.code]).toEqual([409, 'CONFLICT']);
    expect(cname.status).toBe(409);
  });

  it('gives the whole RRset the TTL and comment of the last write, and another value another id', async () => {
    const { id } = dnscale.addZone('example.test');
    const one = await call('POST', `/zones/${id}/records`, { ...txt('a', 'one'), ttl: 3600 });
    const two = await call('POST', `/zones/${id}/records`, { ...txt('a', 'two'), comment: 'note' });

    const listed = (await call('GET', `/zones/${id}/records`)).json.data.records;

    expect(one.json.data.record.id).not.toBe(two.json.data.record.id);
    expect(listed.map((r) => [r.ttl, r.comment])).toEqual([
      [120, 'note'],
      [120, 'note'],
    ]);
  });

  it('updates and deletes by id', async () => {
    const { id } = dnscale.addZone('example.test');
    const old = (await call('POST', `/zones/${id}/records`, txt('a', 'one'))).json.data.record;

    const updated = await call('PUT', `/zones/${id}/records/${old.id}`, txt('a', 'two'));
    const gone = await call('GET', `/zones/${id}/records/${old.id}`);
    const deleted = await call('DELETE', `/zones/${id}/records/${updated.json.data.record.id}`);

    expect(updated.json.data.record.content).toBe('"two"');
    expect([gone.status, gone.json.error.code]).toEqual([404, 'RECORD_NOT_FOUND']);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect(dnscale.records('example.test')).toEqual([]);
  });

  it('deletes by name one value with content and the whole RRset without', async () => {
    const { id } = dnscale.addZone('example.test');
    for (const value of ['one', 'two', 'three']) await call('POST', `/zones/${id}/records`, txt('a', value));

    const one = await call('DELETE', `/zones/${id}/records/by-name/a.example.test/TXT?content=%22one%22`);
    expect(one.status).toBe(204);
    expect(dnscale.txtValues('a.example.test')).toEqual(['two', 'three']);
    const absent = await call('DELETE', `/zones/${id}/records/by-name/a/TXT?content=one`);
    expect(absent.status).toBe(404);
    await call('DELETE', `/zones/${id}/records/by-name/a/TXT`);
    expect(dnscale.txtValues('a.example.test')).toEqual([]);
  });

  it('fails with 422 and the field for a TTL below 120, and for an unknown field', async () => {
    const { id } = dnscale.addZone('example.test');

    const ttl = await call('POST', `/zones/${id}/records`, { ...txt('a', 'one'), ttl: 60 });
    const field = await call('POST', `/zones/${id}/records`, { ...txt('a', 'one'), tag: 'x' });

    expect([ttl.status, ttl.json.error.details[0]?.field]).toEqual([422, 'ttl']);
    expect(field.status).toBe(422);
  });

  it('fails with 400 for a zone id that is no UUID and 404 for an unknown zone', async () => {
    const malformed = await call('GET', '/zones/example.test/records');
    const unknown = await call('GET', '/zones/11111111-1111-4111-8111-111111111111/records');

    expect([malformed.status, malformed.json.error.code]).toEqual([400, 'INVALID_ZONE_ID']);
    expect([unknown.status, unknown.json.error.code]).toEqual([404, 'ZONE_NOT_FOUND']);
  });
});

describe('tokens', () => {
  it('fails with 401 without a token, with an unknown and with a revoked one', async () => {
    const revoked = dnscale.addToken();
    dnscale.revokeToken(revoked);

    expect((await fetch(`${dnscale.apiUrl}/zones`)).status).toBe(401);
    expect((await call('GET', '/zones', undefined, 'dnscale_live_unknown')).status).toBe(401);
    expect((await call('GET', '/zones', undefined, revoked)).json.error.code).toBe('UNAUTHORIZED');
  });

  it('fails with 403 naming the scope, zones:read on record routes too', async () => {
    const { id } = dnscale.addZone('example.test');
    const readOnly = dnscale.addToken({ scopes: ['zones:read', 'records:read'] });
    const zoneless = dnscale.addToken({ scopes: ['records:read', 'records:write'] });

    const write = await call('POST', `/zones/${id}/records`, txt('a', 'one'), readOnly);
    const read = await call('GET', `/zones/${id}/records`, undefined, zoneless);

    expect([write.status, write.json.error.message]).toEqual([403, expect.stringContaining('records:write')]);
    expect([read.status, read.json.error.message]).toEqual([403, expect.stringContaining('zones:read')]);
  });

  it('shows and serves only the zones and owner names of a limited token', async () => {
    const mine = dnscale.addZone('mine.test');
    const other = dnscale.addZone('other.test');
    const limited = dnscale.addToken({ zoneIds: [mine.id], ownerNames: ['_acme-challenge.mine.test'] });

    const zones = await call('GET', '/zones', undefined, limited);
    const otherZone = await call('POST', `/zones/${other.id}/records`, txt('a', 'one'), limited);
    const otherName = await call('POST', `/zones/${mine.id}/records`, txt('a', 'one'), limited);
    const ownName = await call('POST', `/zones/${mine.id}/records`, txt('_acme-challenge', 'one'), limited);

    expect(zones.json.data.zones.map((zone) => zone.name)).toEqual(['mine.test']);
    expect([otherZone.status, otherName.status, ownName.status]).toEqual([403, 403, 201]);
  });
});
