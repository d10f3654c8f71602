/** DNScale's own Python SDK, from PyPI, judges how the DNScale emulator refuses and fails. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SdkWorld, startSdkWorld } from '../../support/real-clients/sdk-world.ts';

let world: SdkWorld;

beforeAll(async () => {
  world = await startSdkWorld();
});
afterAll(() => world?.stop());
afterEach(() => world.tidy());

const call = (method: string, args: unknown[] = [], named = {}) =>
  world.sdk.call(world.token, method, args, named);

describe("DNScale's SDK, errors", () => {
  it('fails with 401 for a token that is not one', async () => {
    await expect(world.sdk.call('dnscale_live_wrong', 'zones.list')).rejects.toMatchObject({
      name: 'APIError',
      status_code: 401,
      code: 'UNAUTHORIZED',
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('fails with 403 for a scope that is missing, and names it', async () => {
    const reader = world.dnscale.addToken({ scopes: ['zones:read', 'records:read'] });

    await expect(world.sdk.call(reader, 'records.delete', [world.zoneId, 'any'])).rejects.toMatchObject({
      name: 'APIError',
      status_code: 403,
      code: 'FORBIDDEN',
      message: expect.stringContaining('records:write'),
    });
  });

  it('fails with 403 for the records of a zone outside of the token, and with 404 for the zone', async () => {
    const other = world.dnscale.addToken({ zoneIds: [] });

    await expect(world.sdk.call(other, 'records.list', [world.zoneId])).rejects.toMatchObject({
      status_code: 403,
    });
    await expect(world.sdk.call(other, 'zones.get', [world.zoneId])).rejects.toMatchObject({
      status_code: 404,
      code: 'ZONE_NOT_FOUND',
    });
  });

  it('fails with 404 for a record that is not there', async () => {
    await expect(call('records.delete', [world.zoneId, 'gone'])).rejects.toMatchObject({
      name: 'APIError',
      status_code: 404,
      code: 'RECORD_NOT_FOUND',
    });
  });

  it('fails with 409 for an equal value', async () => {
    await world.createTxt('one');

    await expect(world.createTxt('one')).rejects.toMatchObject({
      name: 'APIError',
      status_code: 409,
      code: 'CONFLICT',
    });
  });

  it('fails with 422 and the field for a TTL below 120', async () => {
    await expect(world.createTxt('one', 60)).rejects.toMatchObject({
      name: 'APIError',
      status_code: 422,
      details: [expect.objectContaining({ field: 'ttl' })],
    });
  });

  it('waits as long as Retry-After says, and reads again', async () => {
    world.dnscale.faults.add({ reply: { status: 429, headers: { 'retry-after': '1' } } });

    const requests = await world.requestsOf(() => call('zones.list'));

    expect(requests).toEqual(['GET 429', 'GET 200']);
    const [first, second] = world.dnscale.requests.slice(-2).map(({ at }) => at.getTime());
    expect(Number(second) - Number(first)).toBeGreaterThan(950);
  });

  it('fails with RateLimitError when Retry-After is longer than it waits', async () => {
    world.dnscale.faults.add({ reply: { status: 429, headers: { 'retry-after': '31' } } });

    const requests = await world.requestsOf(() =>
      expect(call('zones.list')).rejects.toMatchObject({
        name: 'RateLimitError',
        retry_after: '31',
      }),
    );

    expect(requests).toEqual(['GET 429']);
  });

  it('fails with RateLimitError for a write at once, and never repeats it', async () => {
    world.dnscale.faults.add({
      method: 'POST',
      reply: {
        status: 429,
        headers: { 'retry-after': '1' },
        body: { status: 'error', error: { code: 'RATE_LIMITED', message: 'slow down' } },
      },
    });

    const requests = await world.requestsOf(() =>
      expect(world.createTxt('one')).rejects.toMatchObject({
        name: 'RateLimitError',
        code: 'RATE_LIMITED',
        retry_after: '1',
      }),
    );

    expect(requests).toEqual(['POST 429']);
  });

  it('fails with an error of its own for a page of HTML', async () => {
    world.dnscale.faults.add({ method: 'POST', reply: { status: 502, body: '<html>Bad Gateway</html>' } });

    await expect(world.createTxt('one')).rejects.toMatchObject({
      name: 'APIError',
      status_code: 502,
      code: 'HTTP_ERROR',
    });
  });

  it('fails without an answer when the connection is reset, though the write took effect', async () => {
    world.dnscale.faults.add({ method: 'POST', applied: true, reply: 'reset' });

    await expect(world.createTxt('one')).rejects.toMatchObject({
      name: expect.stringMatching(/^(?:Read|RemoteProtocol)Error$/),
    });
    expect(await world.contents()).toEqual(['"one"']);
  });

  // So `shape: 'items'` of the emulator, DNScale's public page and lego's form, is not what its own SDK reads.
  it('fails to read a page of data.items', async () => {
    world.dnscale.faults.add({ reply: { status: 200, body: { status: 'success', data: { items: [] } } } });

    await expect(call('zones.list')).rejects.toMatchObject({ name: 'KeyError' });
  });
});
