import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { deadlineExceeded, deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { startHungServer } from '../../support/world/hung-server.ts';
import { aDeadline, anAdapter, aServer, failureOf, json, stopServers, TOKEN } from './dnscale-world.ts';

afterEach(stopServers);

describe('createDnscale', () => {
  it('sends the token, asks for JSON, and opens no connection before the first call', async () => {
    const seen: IncomingMessage[] = [];
    const server = await aServer((response, request) => {
      seen.push(request);
      json(response, { data: { zones: [], total: 0 } });
    });
    const { dnscale } = anAdapter(server.url);
    const before = seen.length;

    await dnscale.listZones(aDeadline());

    expect(before).toBe(0);
    expect(seen[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, accept: 'application/json' });
  });

  it('asks one after the other on one connection', async () => {
    const seen: IncomingMessage[] = [];
    const server = await aServer((response, request) => {
      seen.push(request);
      json(response, { data: { zones: [], total: 0 } });
    });
    const { dnscale } = anAdapter(server.url);

    for (let turn = 0; turn < 4; turn += 1) await dnscale.listZones(aDeadline());

    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ socket }) => socket)).size).toBe(1);
  });

  it('fails for an API URL without TLS', () => {
    expect(() => anAdapter('http://api.dnscale.eu/v1')).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
  });

  it('does not follow a redirect, and so gives the token to no other server', async () => {
    const other = await aServer((response) => json(response, { data: { zones: [] } }));
    const server = await aServer((response) =>
      response.writeHead(307, { location: `${other.url}/zones` }).end(),
    );

    const error = await failureOf(anAdapter(server.url).dnscale.listZones(aDeadline()));

    expect(error.code).toBe('dnscale-unavailable');
    expect(error.message).toContain('307 a redirect, which is not followed');
    expect(other.requests).toEqual([]);
  });

  it('uses no proxy, even if the environment names one', async () => {
    const proxy = await aServer((response) => response.writeHead(502).end());
    const server = await aServer((response) => json(response, { data: { zones: [], total: 0 } }));
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, proxy.url);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    try {
      expect(await anAdapter(server.url).dnscale.listZones(aDeadline())).toEqual([]);
      expect(proxy.requests).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it.each([
    ['with its length', { 'content-length': String(7 * 1024 * 1024) }],
    ['without its length', {}],
  ])('reads no more than a megabyte of an answer %s', async (_, headers) => {
    const server = await aServer((response) => {
      response.writeHead(200, headers);
      response.write(`{"data":{"zones":[]},"x":"${'x'.repeat(7 * 1024 * 1024 - 100)}`);
    });

    const error = await failureOf(anAdapter(server.url).dnscale.listZones(aDeadline()));

    expect(error.code).toBe('dnscale-unavailable');
    expect(error.message).toContain('an answer of more than 6 MiB, which was not read');
  });

  it.each([
    ['never answers', () => undefined],
    ['stops in the middle', (response: ServerResponse) => void response.writeHead(200).write('{"data":')],
    ['sends headers only', (response: ServerResponse) => response.writeHead(200).flushHeaders()],
  ])('gives up after its timeout on a server that %s', async (_, respond) => {
    const server = await aServer(respond);

    const { dnscale, pauses } = anAdapter(server.url, { timeoutMs: 150 });

    const error = await failureOf(dnscale.listZones(aDeadline()));

    expect(error.code).toBe('dnscale-unavailable');
    expect(error.message).toContain('no complete answer within 0.15 s');
    expect(pauses).toEqual([200, 400, 800, 1_600]);
  });

  it('gives each request its whole time, however long it waited for one of forty connections', async () => {
    const server = await aServer((response) => {
      setTimeout(() => json(response, { data: { zones: [], total: 0 } }), 1_100);
    });
    const { dnscale } = anAdapter(server.url, { timeoutMs: 3_000 });

    await Promise.all(Array.from({ length: 120 }, () => dnscale.listZones(aDeadline())));

    expect(server.requests).toHaveLength(120);
  });

  it('gives up on a server that drips an answer for longer than the timeout', async () => {
    const server = await aServer((response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });

    const error = await failureOf(anAdapter(server.url, { timeoutMs: 200 }).dnscale.listZones(aDeadline()));

    expect(error.message).toContain('no complete answer within 0.2 s');
  });

  it('gives up at the deadline, with the deadline’s own error', async () => {
    const server = await aServer(() => undefined);

    const error = await failureOf(anAdapter(server.url).dnscale.listZones(aDeadline(500)));

    expect(error.code).toBe('deadline-exceeded');
    expect(server.requests).toHaveLength(1);
  });

  it('gives up at the deadline also while it is still connecting', async () => {
    const hung = await startHungServer();
    const { dnscale } = anAdapter(`https://${hung.authority}/v1`, { timeoutMs: 60_000 });

    const error = await failureOf(dnscale.listZones(deadlineIn(50, systemClock)));

    expect(error.code).toBe('deadline-exceeded');
    hung.stop();
  });

  it('sends nothing once the deadline has passed', async () => {
    const server = await aServer((response) => json(response, { data: { zones: [] } }));
    const passed = { at: new Date(0), signal: AbortSignal.abort(deadlineExceeded('this run')) };

    const error = await failureOf(anAdapter(server.url).dnscale.listZones(passed));

    expect(error.code).toBe('deadline-exceeded');
    expect(server.requests).toEqual([]);
  });

  it('fails in words when nothing listens', async () => {
    const vacant = createServer().listen(0, '127.0.0.1');
    await once(vacant, 'listening');
    const { port } = vacant.address() as AddressInfo;
    vacant.close();
    await once(vacant, 'close');

    const error = await failureOf(anAdapter(`http://127.0.0.1:${port}/v1`).dnscale.listZones(aDeadline()));

    expect(error.code).toBe('dnscale-unavailable');
    expect(error.message).toContain(
      `http://127.0.0.1:${port}/v1/zones?offset=0&limit=100: the connection failed (ECONNREFUSED)`,
    );
  });

  it('fails in words for a server that speaks another protocol', async () => {
    const other = createServer((socket) => socket.end('220 mail.example ESMTP\r\n')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    const error = await failureOf(anAdapter(`http://127.0.0.1:${port}/v1`).dnscale.listZones(aDeadline()));

    other.close();
    expect(error.code).toBe('dnscale-unavailable');
    expect(error.message).toMatch(/the connection failed \(HTTPParserError\)/);
  });

  it.each([
    [
      'a refusal',
      (response: ServerResponse) => json(response, { error: { code: 'UNAUTHORIZED', message: 'no' } }, 401),
    ],
    ['a server error', (response: ServerResponse) => json(response, {}, 500)],
    ['a broken connection', (response: ServerResponse) => response.destroy()],
    ['a rate limit', (response: ServerResponse) => json(response, {}, 429)],
    ['a foreign answer', (response: ServerResponse) => response.end('<html>')],
    [
      'a page that repeats the request',
      (response: ServerResponse, request: IncomingMessage) =>
        response.writeHead(502).end(inspect(request.headers)),
    ],
    [
      'an error that repeats the token',
      (response: ServerResponse) => json(response, { error: { message: `unknown key ${TOKEN}` } }, 401),
    ],
    ['a timeout', () => undefined],
  ])('never shows the token in the error for %s', async (_, respond) => {
    const server = await aServer(respond);

    const error = await failureOf(anAdapter(server.url, { timeoutMs: 150 }).dnscale.listZones(aDeadline()));

    const everything = inspect(error, { depth: 50, showHidden: true, getters: true });
    expect(everything).toContain('RenewerError');
    expect(everything).not.toContain('canary-4711');
  });
});
