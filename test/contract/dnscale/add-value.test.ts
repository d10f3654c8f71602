import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DnscaleOptions } from '../../../functions/dnscale/dnscale.ts';
import type { TxtRecord } from '../../../functions/engine/ports/dns.ts';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';
import { aDeadline, anAdapter } from './dnscale-world.ts';

const NAME = '_acme-challenge.www.example.com';
const VALUE = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';

let world: Dnscale;
let record: TxtRecord;

beforeEach(async () => {
  world = await startDnscale();
  const zone = world.addZone('example.com');
  record = { zoneId: zone.id, zoneName: 'example.com', name: NAME, value: VALUE };
});

afterEach(async () => {
  await world.stop();
});

function adapter(token: Parameters<Dnscale['addToken']>[0] = {}, changes: Partial<DnscaleOptions> = {}) {
  const value = world.addToken(token);
  return anAdapter(world.apiUrl, { readToken: async () => value, ...changes }).dnscale;
}

/** `METHOD status` of every request. */
function calls(): string[] {
  return world.requests.map(({ method, status }) => `${method} ${status}`);
}

const PARTIAL = {
  status: 502,
  body: { status: 'error', error: { code: 'PARTIAL_RECORD_UPDATE', message: 'EU only' } },
};
const DOWN = { status: 503, body: '<html>down</html>' };

describe('addValue', () => {
  it('writes at the owner name itself, with the TTL it is given', async () => {
    await adapter({}, { ttlSeconds: 300 }).addValue(record, aDeadline());

    expect(world.records('example.com')).toMatchObject([{ name: NAME, type: 'TXT', ttl: 300 }]);
  });

  it('takes a value that exists already for its own', async () => {
    world.addRecord('example.com', { name: NAME, type: 'TXT', content: VALUE });

    const { recordId } = await adapter().addValue(record, aDeadline());

    expect(recordId).toBe(world.records('example.com')[0]?.id);
    expect(calls()).toEqual(['POST 409', 'GET 200', 'PUT 200']);
    expect(world.txtValues(NAME)).toEqual([VALUE]);
  });

  it.each([
    ['a reset', 'reset'],
    ['a 500', { status: 500, body: { error: { code: 'INTERNAL' } } }],
    ['a page of HTML', { status: 200, body: '<html>hello</html>' }],
    ['an empty answer', { status: 201, body: '' }],
  ] as const)('adopts its value when the answer was lost to %s after the write', async (_, reply) => {
    world.faults.add({ method: 'POST', applied: true, reply });

    const { recordId } = await adapter().addValue(record, aDeadline());

    expect(recordId).toBe(world.records('example.com')[0]?.id);
    expect(calls().map((call) => call.split(' ')[0])).toEqual(['POST', 'GET']);
  });

  it('adopts its value when the answer never came', async () => {
    world.faults.add({ method: 'POST', applied: true, reply: 'hang' });

    const { recordId } = await adapter({}, { timeoutMs: 300 }).addValue(record, aDeadline());

    expect(recordId).toBe(world.records('example.com')[0]?.id);
    expect(calls()).toEqual(['POST 0', 'GET 200']);
  });

  it('reads the records before it writes again when the write was lost', async () => {
    world.faults.add({ method: 'POST', reply: 'reset' });

    await adapter().addValue(record, aDeadline());

    expect(world.txtValues(NAME)).toEqual([VALUE]);
    expect(calls()).toEqual(['POST 0', 'GET 200', 'POST 201']);
  });

  it('finds its value on a later page of the list', async () => {
    for (let i = 0; i < 1_050; i++) {
      world.addRecord('example.com', { name: `h${i}`, type: 'A', content: '192.0.2.1' });
    }
    world.faults.add({ method: 'POST', applied: true, reply: 'reset' });

    await adapter().addValue(record, aDeadline());

    expect(calls()).toEqual(['POST 0', 'GET 200', 'GET 200']);
  });

  it('writes again after a rate limit without reading the records', async () => {
    world.faults.add({ method: 'POST', reply: { status: 429, headers: { 'retry-after': '1' } } });

    await adapter().addValue(record, aDeadline());

    expect(calls()).toEqual(['POST 429', 'POST 201']);
  });

  it('repeats a partial update until every region has it', async () => {
    world.faults.add({ method: 'POST', reply: PARTIAL, times: 2 });

    await adapter().addValue(record, aDeadline());

    expect(calls()).toEqual(['POST 502', 'POST 502', 'POST 201']);
  });

  it('writes a value again that a partial update has created, until no region lacks it', async () => {
    world.faults.add({ method: 'POST', applied: true, reply: PARTIAL });
    world.faults.add({ method: 'PUT', applied: true, reply: PARTIAL });

    const { recordId } = await adapter().addValue(record, aDeadline());

    expect(recordId).toBe(world.records('example.com')[0]?.id);
    const once = ['POST 409', 'GET 200'];
    expect(calls()).toEqual(['POST 502', ...once, 'PUT 502', ...once, 'PUT 200']);
  });

  it('fails when a value stays in some regions only', async () => {
    world.addRecord('example.com', { name: NAME, type: 'TXT', content: VALUE });
    world.faults.add({ method: 'PUT', reply: PARTIAL, times: 99 });

    await expect(adapter().addValue(record, aDeadline())).rejects.toMatchObject({
      code: 'dnscale-partial-update',
      disposition: 'next-run',
    });
    expect(world.txtValues(NAME)).toEqual([VALUE]);
  });

  it('is content with a value that exists when DNScale refuses to write it again', async () => {
    world.addRecord('example.com', { name: NAME, type: 'TXT', content: VALUE });
    world.faults.add({ method: 'PUT', reply: { status: 409, body: { error: { code: 'CONFLICT' } } } });

    const { recordId } = await adapter().addValue(record, aDeadline());

    expect(recordId).toBe(world.records('example.com')[0]?.id);
    expect(calls()).toEqual(['POST 409', 'GET 200', 'PUT 409']);
  });

  it('fails when the update stays partial', async () => {
    world.faults.add({ method: 'POST', reply: PARTIAL, times: 99 });

    await expect(adapter().addValue(record, aDeadline())).rejects.toMatchObject({
      code: 'dnscale-partial-update',
      disposition: 'next-run',
    });
    expect(world.requests).toHaveLength(5);
  });

  it('fails when DNScale stays down', async () => {
    world.faults.add({ reply: DOWN, times: 99 });

    await expect(adapter().addValue(record, aDeadline())).rejects.toMatchObject({
      code: 'dnscale-unavailable',
      disposition: 'next-run',
    });
    expect(calls()).toEqual(['POST 503', ...Array(5).fill('GET 503')]);
  });

  it('fails at once where a CNAME is in the way', async () => {
    world.addRecord('example.com', { name: NAME, type: 'CNAME', content: 'other.example.' });

    await expect(adapter().addValue(record, aDeadline())).rejects.toMatchObject({
      code: 'dnscale-refused',
      disposition: 'person',
      subject: NAME,
      message: expect.stringContaining('409 CONFLICT'),
    });
    expect(calls()).toEqual(['POST 409', 'GET 200']);
  });

  it('fails at once, with what DNScale says, when it rejects the request', async () => {
    await expect(adapter({}, { ttlSeconds: 60 }).addValue(record, aDeadline())).rejects.toMatchObject({
      code: 'dnscale-refused',
      disposition: 'person',
      message: expect.stringMatching(/422 VALIDATION_ERROR .*ttl/),
    });
    expect(calls()).toEqual(['POST 422']);
  });

  it.each([
    ['without records:write', { scopes: ['zones:read', 'records:read'] }],
    ['for another zone', { zoneIds: [] }],
    ['for another name', { ownerNames: ['_acme-challenge.example.com'] }],
  ] as const)('fails for a token %s', async (_, token) => {
    await expect(adapter(token).addValue(record, aDeadline())).rejects.toMatchObject({
      code: 'dnscale-forbidden',
      disposition: 'person',
      subject: NAME,
      message: expect.stringContaining('zones:read, records:read and records:write'),
    });
    expect(calls()).toEqual(['POST 403']);
  });

  it('fails for a zone that is gone', async () => {
    const gone = { ...record, zoneId: '6f1c1f0e-0000-4000-8000-000000000000' };

    await expect(adapter().addValue(gone, aDeadline())).rejects.toMatchObject({ code: 'dnscale-forbidden' });
    expect(calls()).toEqual(['POST 404']);
  });

  it('writes what a tight token allows', async () => {
    await adapter({ zoneIds: [record.zoneId], ownerNames: [NAME] }).addValue(record, aDeadline());

    expect(world.txtValues(NAME)).toEqual([VALUE]);
  });
});
