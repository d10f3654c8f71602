import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TxtRecord } from '../../../functions/engine/ports/dns.ts';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';
import { ANSWERS } from '../../support/world/dnscale/faults.ts';
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

function adapter(token: Parameters<Dnscale['addToken']>[0] = {}) {
  const value = world.addToken(token);
  return anAdapter(world.apiUrl, { readToken: async () => value }).dnscale;
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

describe('removeValue', () => {
  async function published(): Promise<TxtRecord & { recordId?: string | undefined }> {
    world.addRecord('example.com', { name: NAME, type: 'TXT', content: VALUE });
    return { ...record, recordId: world.records('example.com')[0]?.id };
  }

  it('finds the value by itself when the record id is not known', async () => {
    await published();

    expect(await adapter().removeValue(record, aDeadline())).toBe('removed');

    expect(world.txtValues(NAME)).toEqual([]);
    expect(calls()).toEqual(['GET 200', 'DELETE 204']);
  });

  it('is content when the value does not exist, and says so', async () => {
    expect(await adapter().removeValue(record, aDeadline())).toBe('absent');

    expect(calls()).toEqual(['GET 200']);
  });

  it('is content when the record is gone, once it has read the records', async () => {
    expect(await adapter().removeValue({ ...record, recordId: 'gone' }, aDeadline())).toBe('absent');

    expect(calls()).toEqual(['DELETE 404', 'GET 200']);
  });

  it('does not take another server’s 404 for a record that is gone', async () => {
    const value = await published();
    world.faults.add({ method: 'DELETE', reply: ANSWERS.sitePage });

    await expect(adapter().removeValue(value, aDeadline())).rejects.toMatchObject({
      code: 'dnscale-unavailable',
      disposition: 'person',
    });
    expect(world.txtValues(NAME)).toEqual([VALUE]);
    expect(calls()).toEqual(['DELETE 404']);
  });

  it('removes the value when it has another record id by now', async () => {
    const { recordId, ...rest } = await published();

    await adapter().removeValue({ ...rest, recordId: `old-${recordId}` }, aDeadline());

    expect(world.txtValues(NAME)).toEqual([]);
    expect(calls()).toEqual(['DELETE 404', 'GET 200', 'DELETE 204']);
  });

  it('encodes a record id that a server chose oddly', async () => {
    await adapter().removeValue({ ...record, recordId: '../../zones?x=1#' }, aDeadline());

    expect(world.requests[0]?.path).toBe(`/v1/zones/${record.zoneId}/records/..%2F..%2Fzones%3Fx%3D1%23`);
  });

  it.each(['reset', DOWN] as const)(
    'reads the records when the answer was lost after the removal',
    async (reply) => {
      const value = await published();
      world.faults.add({ method: 'DELETE', applied: true, reply });

      await adapter().removeValue(value, aDeadline());

      expect(calls().map((call) => call.split(' ')[0])).toEqual(['DELETE', 'GET']);
    },
  );

  it('removes again when the removal was lost', async () => {
    const value = await published();
    world.faults.add({ method: 'DELETE', reply: 'reset' });

    await adapter().removeValue(value, aDeadline());

    expect(world.txtValues(NAME)).toEqual([]);
    expect(calls()).toEqual(['DELETE 0', 'GET 200', 'DELETE 204']);
  });

  it('repeats a partial removal', async () => {
    const value = await published();
    world.faults.add({ method: 'DELETE', reply: PARTIAL });

    await adapter().removeValue(value, aDeadline());

    expect(calls()).toEqual(['DELETE 502', 'DELETE 204']);
  });

  it('fails when DNScale stays down', async () => {
    const value = await published();
    world.faults.add({ reply: DOWN, times: 99 });

    await expect(adapter().removeValue(value, aDeadline())).rejects.toMatchObject({
      code: 'dnscale-unavailable',
    });
  });

  it('fails for a token that may not write', async () => {
    const value = await published();

    await expect(
      adapter({ scopes: ['zones:read', 'records:read'] }).removeValue(value, aDeadline()),
    ).rejects.toMatchObject({ code: 'dnscale-forbidden' });
    expect(world.txtValues(NAME)).toEqual([VALUE]);
  });
});
