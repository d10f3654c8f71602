/** Replaces DNScale on a bad day: what a caller of the emulator sees when a fault was switched on. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';

let dnscale: Dnscale;
let zoneId: string;
let authorization: string;

beforeEach(async () => {
  dnscale = await startDnscale({ latencyMs: 20 });
  zoneId = dnscale.addZone('example.test').id;
  authorization = `Bearer ${dnscale.addToken()}`;
});
afterEach(() => dnscale.stop());

const listZones = (signal?: AbortSignal) =>
  fetch(`${dnscale.apiUrl}/zones`, { headers: { authorization }, signal: signal ?? null });
const addTxt = (content: string) =>
  fetch(`${dnscale.apiUrl}/zones/${zoneId}/records`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ name: 'a', type: 'TXT', content, ttl: 120 }),
  });

describe('faults.add', () => {
  it('answers the next matching requests as told, then is used up', async () => {
    dnscale.faults.add({
      method: 'GET',
      path: /\/zones$/,
      times: 2,
      reply: { status: 429, headers: { 'retry-after': '7' } },
    });

    const write = await addTxt('one');
    const hit = [await listZones(), await listZones()];
    const spared = await listZones();

    expect(write.status).toBe(201);
    expect(hit.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [429, '7'],
      [429, '7'],
    ]);
    expect(spared.status).toBe(200);
  });

  it('sends a text body as HTML, as a gateway does', async () => {
    dnscale.faults.add({ reply: { status: 502, body: '<html>Bad Gateway</html>' } });

    const response = await listZones();

    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toBe('<html>Bad Gateway</html>');
  });

  it('resets the connection before the write takes effect', async () => {
    dnscale.faults.add({ method: 'POST', reply: 'reset' });

    await expect(addTxt('one')).rejects.toThrow();
    expect(dnscale.txtValues('a.example.test')).toEqual([]);
  });

  it('resets the connection after the write took effect', async () => {
    dnscale.faults.add({ method: 'POST', applied: true, reply: 'reset' });

    await expect(addTxt('one')).rejects.toThrow();
    expect(dnscale.txtValues('a.example.test')).toEqual(['one']);
  });

  it('hangs until the client gives up', async () => {
    dnscale.faults.add({ reply: 'hang' });

    await expect(listZones(AbortSignal.timeout(100))).rejects.toThrow('timeout');
    expect(dnscale.requests.map(({ status }) => status)).toEqual([0]);
  });

  it('takes a function that decides request by request, until clear()', async () => {
    dnscale.faults.add(({ method }) => (method === 'POST' ? { reply: { status: 503 } } : undefined));

    const before = [(await addTxt('one')).status, (await addTxt('one')).status, (await listZones()).status];
    dnscale.faults.clear();

    expect(before).toEqual([503, 503, 200]);
    expect((await addTxt('one')).status).toBe(201);
  });

  it('tells such a function how many requests are under way', async () => {
    const underWay: number[] = [];
    dnscale.faults.add((request) => {
      underWay.push(request.underWay);
      return request.underWay > 2 ? { reply: { status: 429 } } : { delayMs: 60_000 };
    });

    // These two stay under way until the server is stopped, however slow this machine is.
    void Promise.allSettled([listZones(), listZones()]);
    await vi.waitFor(() => expect(underWay).toEqual([1, 2]));
    const statuses = [(await listZones()).status, (await listZones()).status];

    expect(statuses).toEqual([429, 429]);
    expect(underWay).toEqual([1, 2, 3, 3]);
  });
});

describe('requests', () => {
  it('lists method, path and status of every request, and no token', async () => {
    await listZones();
    await addTxt('one');
    await addTxt('one');

    expect(dnscale.requests.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', '/v1/zones', 200],
      ['POST', `/v1/zones/${zoneId}/records`, 201],
      ['POST', `/v1/zones/${zoneId}/records`, 409],
    ]);
    expect(JSON.stringify(dnscale.requests)).not.toContain('dnscale_live_');
  });
});

describe('latencyMs', () => {
  it('holds every answer back', async () => {
    const startedAt = performance.now();

    await listZones();

    expect(performance.now() - startedAt).toBeGreaterThan(18);
  });
});

describe('stop', () => {
  it('ends connections that a fault left hanging', async () => {
    dnscale.faults.add({ reply: 'hang' });
    const hanging = expect(listZones()).rejects.toThrow();
    while (dnscale.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));

    await dnscale.stop();

    await hanging;
    await expect(listZones()).rejects.toThrow();
    dnscale = await startDnscale();
  });
});
