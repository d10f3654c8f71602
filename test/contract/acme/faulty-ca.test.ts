/** The port against an HTTPS server that is slow, broken, or no ACME server at all. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../../functions/acme/http.ts';
import { systemClock } from '../../../functions/engine/deadline.ts';
import {
  failureOf,
  HURRIED_CLOCK,
  type Reply,
  type ScriptedCa,
  startScriptedCa,
} from '../../support/scripted-ca.ts';
import { startHungServer } from '../../support/world/hung-server.ts';
import { aDeadline } from './acme-world.ts';

const REQUEST = { domainNames: ['example.com'] };
const PROBLEM = 'urn:ietf:params:acme:error:';

let ca: ScriptedCa;

beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(() => ca.stop());

describe('createAcmeServer, time', () => {
  it('fails at the deadline when the CA accepts a request and never answers', async () => {
    ca.replies.set('/new-order', () => {});
    const started = performance.now();

    await expect(ca.acmeServer().createOrder(REQUEST, aDeadline(700))).rejects.toMatchObject({
      code: 'deadline-exceeded',
      disposition: 'next-run',
    });

    expect(performance.now() - started).toBeLessThan(3_000);
    expect(ca.requests.filter((request) => request === 'POST /new-order')).toHaveLength(1);
  });

  it('fails at the deadline when the CA takes the connection and does not even begin TLS', async () => {
    const hung = await startHungServer();
    const server = ca.acmeServer({ directoryUrl: `https://${hung.authority}/directory`, timeoutMs: 60_000 });

    await expect(server.readMeta(aDeadline(50))).rejects.toMatchObject({ code: 'deadline-exceeded' });
    hung.stop();
  });

  it('fails at the deadline when the CA answers a byte at a time', async () => {
    ca.replies.set('/directory', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });

    await expect(ca.acmeServer().readMeta(aDeadline(700))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
  });

  it("fails after the request's own timeout when the deadline is far", async () => {
    ca.replies.set('/directory', () => {});

    await expect(ca.acmeServer({ timeoutMs: 400 }).readMeta(aDeadline())).rejects.toMatchObject({
      code: 'acme-unavailable',
      disposition: 'next-run',
      message: expect.stringContaining('no complete answer within 0.4 s'),
    });
  });

  it('gives each request its whole time, however long it waited for one of five connections', async () => {
    ca.replies.set('/slow', (_request, response) => void setTimeout(() => response.end('{}'), 400));
    const { trustedCaPem, url } = ca;
    const options = { clock: systemClock, directoryUrl: `${url}/directory`, timeoutMs: 1_200, trustedCaPem };
    const send = createHttp(options);
    const request = { method: 'POST', url: new URL(`${url}/slow`), body: '{}', isRead: false } as const;

    const answers = await Promise.all(Array.from({ length: 20 }, () => send(request, aDeadline())));

    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  it('keeps its connection where an answer takes longer than an idle connection is kept', async () => {
    const sockets = new Set<unknown>();
    let tookMs = 0;
    ca.replies.set('/slow', ({ socket }, response) => {
      sockets.add(socket);
      tookMs += 5_000;
      response.end('{}');
    });
    const { trustedCaPem, url } = ca;
    const clock = { now: () => new Date(Date.now() + tookMs) };
    const send = createHttp({ clock, directoryUrl: `${url}/directory`, timeoutMs: 60_000, trustedCaPem });
    const request = { method: 'POST', url: new URL(`${url}/slow`), body: '{}', isRead: false } as const;

    for (let turn = 0; turn < 3; turn += 1) await send(request, aDeadline());

    expect(tookMs).toBe(15_000);
    expect(sockets.size).toBe(1);
  });

  it('leaves the queue for a connection at the deadline', async () => {
    ca.replies.set('/slow', () => {});
    const { trustedCaPem, url } = ca;
    const options = { clock: systemClock, directoryUrl: `${url}/directory`, timeoutMs: 60_000, trustedCaPem };
    const send = createHttp(options);
    const request = { method: 'POST', url: new URL(`${url}/slow`), body: '{}', isRead: false } as const;

    const ended = await Promise.allSettled(Array.from({ length: 7 }, () => send(request, aDeadline(300))));

    expect(ended.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(
      Array(7).fill('deadline-exceeded'),
    );
  });

  it('fails without a request once the deadline has passed', async () => {
    await expect(ca.acmeServer().readMeta(aDeadline(0))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
    expect(ca.requests).toEqual([]);
  });

  it('fails at the deadline when every nonce is refused', async () => {
    ca.replies.set('/new-order', (_request, response) => {
      setTimeout(() => {
        response.writeHead(400, {
          'content-type': 'application/problem+json',
          'replay-nonce': crypto.randomUUID(),
        });
        response.end(JSON.stringify({ type: `${PROBLEM}badNonce`, detail: 'stale' }));
      }, 20);
    });

    await expect(ca.acmeServer().createOrder(REQUEST, aDeadline(700))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
  });
});

describe('createAcmeServer, answers that are not ACME', () => {
  it.each<[string, string, Reply, string]>([
    [
      'HTML',
      '/new-order',
      { status: 201, headers: { 'content-type': 'text/html' }, body: '<h1>Hi</h1>' },
      'text/html',
    ],
    ['an HTML outage', '/new-order', { status: 502, body: '<h1>Bad gateway</h1>' }, 'HTTP 502'],
    ['an HTML refusal', '/new-order', { status: 403, body: '<h1>No robots</h1>' }, 'HTTP 403'],
    ['a directory in HTML', '/directory', { body: '<h1>Maintenance</h1>' }, 'Maintenance'],
    ['a directory without newOrder', '/directory', { body: { newNonce: 'x', newAccount: 'y' } }, 'newOrder'],
    ['2 MiB', '/new-order', { status: 201, body: 'x'.repeat(2 * 1024 * 1024) }, 'larger than 1 MiB'],
    [
      'a redirect',
      '/new-order',
      { status: 307, headers: { location: 'https://evil.test/' } },
      'https://evil.test/',
    ],
    [
      'an account without address',
      '/new-account',
      { body: { status: 'valid' } },
      'no address for the account',
    ],
    ['an order without address', '/new-order', { status: 201, body: {} }, 'no address for the order'],
    [
      'an order status that is no word',
      '/new-order',
      { status: 201, headers: { location: 'x' }, body: { status: 7 } },
      'status',
    ],
  ])('fails for %s', async (_what, path, reply, seen) => {
    const error = await failureOf(ca, path, reply);

    expect(error).toMatchObject({ code: 'acme-unavailable', disposition: 'next-run' });
    expect(error.message).toContain(seen);
    expect(error.message).toContain('localhost:');
  });

  it('fails when nothing listens', async () => {
    const acme = ca.acmeServer();
    await ca.stop();

    await expect(acme.readMeta(aDeadline())).rejects.toMatchObject({
      code: 'acme-unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('fails for a server with an untrusted certificate', async () => {
    const other = await startScriptedCa();
    const acme = ca.acmeServer();
    ca.replies.set('/directory', {
      body: {
        newNonce: `${other.url}/new-nonce`,
        newAccount: `${other.url}/new-account`,
        newOrder: `${other.url}/new-order`,
      },
    });

    await expect(acme.createOrder(REQUEST, aDeadline())).rejects.toMatchObject({
      code: 'acme-unavailable',
      message: expect.stringMatching(/certificate/),
    });
    expect(other.requests).toEqual([]);
    await other.stop();
  });

  it('orders over a new connection after a sleep in which the old ones died', async () => {
    let sleptMs = 0;
    const acme = ca.acmeServer({ clock: { ...HURRIED_CLOCK, now: () => new Date(Date.now() + sleptMs) } });
    await acme.createOrder(REQUEST, aDeadline());

    ca.closeConnections();
    sleptMs = 600_000;

    expect(await acme.createOrder(REQUEST, aDeadline())).toMatchObject({ status: 'pending' });
  });
});
