/** The server of the page, attacked by real HTTP: raw, where a client would mend what is sent. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PageServer, servePage } from '../../../../cli/dashboard/serve.ts';
import { createToken } from '../../../../cli/dashboard/token.ts';
import { createUpdates } from '../../../../cli/dashboard/updates.ts';

const FILES = { '/': '<!doctype html>', '/page.js': 'begin();', '/page.css': 'main {}' };
const token = createToken();

let server: PageServer;
let host: string;
let cookie: string;
beforeAll(async () => {
  server = await servePage({ files: FILES, updates: noUpdates(), token });
  host = `127.0.0.1:${server.port}`;
  cookie = `Cookie: dc_${server.port}=${token.value}`;
});
afterAll(() => server?.close());

function noUpdates() {
  return createUpdates({ newest: () => [], began: () => {}, ended: () => {} });
}

/** A stream of events has no end: whoever gets one that is not theirs is told by its status, not by the test's time limit. */
async function answerOn(socket: Socket): Promise<string> {
  let answer = '';
  for await (const chunk of socket) {
    answer += chunk;
    if (answer.includes('text/event-stream')) break;
  }
  return answer;
}

/** Sends the lines as they are. */
async function send(...lines: string[]) {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const [head = '', body = ''] = (await answerOn(socket)).split('\r\n\r\n', 2);
  const [first = '', ...headers] = head.split('\r\n');
  return { status: Number(first.split(' ')[1]), headers, body };
}

const get = (path: string, ...lines: string[]) => send(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...lines);

/** Of the page: `token.path` ends with a slash. */
const at = (path: string) => token.path + path;

describe('the page', () => {
  it('comes with a policy that lets it load nothing from elsewhere, and is stored nowhere', async () => {
    const { status, headers, body } = await get(at(''), cookie);

    expect([status, body]).toEqual([200, '<!doctype html>']);
    expect(headers).toEqual(
      expect.arrayContaining([
        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        'X-Content-Type-Options: nosniff',
        'Referrer-Policy: no-referrer',
        'Cache-Control: no-store',
        'Cross-Origin-Opener-Policy: same-origin',
        'Cross-Origin-Resource-Policy: same-origin',
        'Content-Type: text/html; charset=utf-8',
      ]),
    );
    expect(headers.join('\n')).not.toMatch(/Access-Control/i);
  });

  it.each([
    ['page.js', 'text/javascript; charset=utf-8', 'begin();'],
    ['page.css', 'text/css; charset=utf-8', 'main {}'],
  ])('has %s', async (path, type, content) => {
    const { status, headers, body } = await get(at(path), cookie, 'Sec-Fetch-Site: same-origin');

    expect([status, body]).toEqual([200, content]);
    expect(headers).toContain(`Content-Type: ${type}`);
  });

  it('is served by the name localhost as well, and to HEAD without its content', async () => {
    const found = await send(`HEAD ${at('')} HTTP/1.1`, `Host: localhost:${server.port}`, cookie);

    expect([found.status, found.body]).toEqual([200, '']);
  });

  it('is not what another path names', async () => {
    const paths = ['page', 'page.js/', '../page.js', '/evil.test/', 'constructor', '%70age.js'];
    const found = await Promise.all(paths.map((path) => get(at(path), cookie)));

    expect(found.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
  });
});

describe('the token', () => {
  it('lets a browser in by a cookie of this port, and leaves the address', async () => {
    const { status, headers, body } = await get(`/?token=${token.value}`);

    expect([status, body]).toEqual([303, expect.not.stringContaining(token.value)]);
    expect(headers).toContain(`Location: ${token.path}`);
    expect(headers).toContain(
      `Set-Cookie: dc_${server.port}=${token.value}; HttpOnly; SameSite=Strict; Path=${token.path}`,
    );
  });

  it('has 32 random bytes, others at each start', () => {
    const tokens = Array.from({ length: 4 }, () => createToken()).flatMap(({ value, once }) => [value, once]);

    expect(new Set(tokens).size).toBe(8);
    expect(tokens.map((one) => Buffer.from(one, 'base64url').length)).toEqual(Array(8).fill(32));
  });

  it('that a browser was started with opens once', async () => {
    const [first, second] = [await get(`/?token=${token.once}`), await get(`/?token=${token.once}`)];

    expect([first.status, second.status]).toEqual([303, 401]);
    expect(second.headers.join('\n')).not.toContain('Set-Cookie');
  });

  it.each([
    ['none', () => []],
    ['another one', () => [`Cookie: dc_${server.port}=${'A'.repeat(43)}`]],
    ['an empty one', () => [`Cookie: dc_${server.port}=`]],
    ['that of another port', () => [`Cookie: dc_1=${token.value}`]],
    ['the one that a browser was started with', () => [`Cookie: dc_${server.port}=${token.once}`]],
    ['a part of it', () => [`Cookie: dc_${server.port}=${token.value.slice(0, -1)}`]],
  ])('is missed by a request with %s', async (_, headersOf) => {
    const paths = ['', 'page.js', 'updates', 'nothing'].map(at);
    const found = await Promise.all(paths.map((path) => get(path, ...headersOf())));

    expect(found.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(found[0]?.body).toContain('Open the whole address that `dnscale-certs dashboard` has printed');
  });

  it.each(['/?token=wrong', '/?token=', '/?token=wrong&token='])(
    'is wrong in %s, with the right cookie too',
    async (path) => {
      expect((await get(path, cookie)).status).toBe(401);
    },
  );

  it('is worth nothing as a cookie of another path, which a browser would send to other ports', async () => {
    const paths = ['/', '/page.js', '/updates', token.path.slice(0, -1), `http://${host}${token.path}`];
    const found = await Promise.all(paths.map((path) => get(path, cookie)));

    expect(found.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(Buffer.from(token.path.slice(1, -1), 'base64url')).toHaveLength(32);
  });

  it('is found among other cookies, also behind one of the same name', async () => {
    const name = `dc_${server.port}`;
    const { status } = await get(at(''), `Cookie: a=b; ${name}=planted; ${name}=${token.value}; c=d`);

    expect(status).toBe(200);
  });
});

describe('a request of somebody else', () => {
  it.each([
    ['a name that leads to 127.0.0.1', () => [`Host: evil.test:${server.port}`]],
    ['a name below localhost', () => [`Host: a.localhost:${server.port}`]],
    ['no port', () => ['Host: 127.0.0.1']],
    ['another port', () => ['Host: 127.0.0.1:80']],
    ['another address of this machine', () => [`Host: 127.0.0.2:${server.port}`]],
    ['the address of all', () => [`Host: 0.0.0.0:${server.port}`]],
    ['two hosts', () => [`Host: ${host}`, `Host: evil.test:${server.port}`]],
  ])('is refused with %s as its host', async (_, headersOf) => {
    const [page, opening] = await Promise.all([
      send(`GET ${at('')} HTTP/1.1`, ...headersOf(), cookie),
      send(`GET /?token=${token.value} HTTP/1.1`, ...headersOf()),
    ]);

    expect([page.status, opening.status]).toEqual([421, 421]);
    expect(opening.headers.join('\n')).not.toContain('Set-Cookie');
  });

  it('is refused without a host', async () => {
    expect((await send(`GET ${at('')} HTTP/1.0`, cookie)).status).toBe(421);
    expect((await send(`GET ${at('')} HTTP/1.1`, cookie)).status).toBe(400);
  });

  it.each([
    ['Origin: https://evil.test'],
    ['Origin: null'],
    ['Origin: http://localhost:3000'],
    ['Sec-Fetch-Site: cross-site'],
    ['Sec-Fetch-Site: same-site'],
  ])('is refused with %s, whatever else it has', async (header) => {
    const [page, updates, opening] = await Promise.all([
      get(at(''), cookie, header),
      get(at('updates'), cookie, header),
      get(`/?token=${token.value}`, header),
    ]);

    expect([page.status, updates.status, opening.status]).toEqual([403, 403, 403]);
    expect(opening.headers.join('\n')).not.toMatch(/Set-Cookie|Access-Control/);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('is refused as %s', async (method) => {
    const { status, headers } = await send(`${method} ${at('')} HTTP/1.1`, `Host: ${host}`, cookie);

    expect(status).toBe(405);
    expect(headers).toContain('Allow: GET, HEAD');
  });

  it('is cut off where it never ends its headers', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n`);

    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('servePage', () => {
  it('has 64 connections at most', async () => {
    const sockets = Array.from({ length: 64 }, () => connect(server.port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));

    const more = await get(at(''), cookie).catch(() => 'cut off');
    for (const socket of sockets) socket.destroy();

    expect(['cut off', { status: Number.NaN, headers: [], body: '' }]).toContainEqual(more);
    await vi.waitFor(async () => expect((await get(at(''), cookie)).status).toBe(200));
  });

  it('says so when the port is taken', async () => {
    const again = servePage({ files: FILES, updates: noUpdates(), token, port: server.port });

    await expect(again).rejects.toThrow(
      `Port ${server.port} of 127.0.0.1 is taken. Give another --port, or none: then a free one is used.`,
    );
  });

  it('listens on this machine alone', async () => {
    const { port } = server;
    // Every address of 127.0.0.0/8 is this machine's: a server that listens everywhere has this one too.
    const other = connect(port, '127.0.0.2');

    await expect(
      new Promise((resolve, reject) => other.on('connect', resolve).on('error', reject)),
    ).rejects.toThrow('ECONNREFUSED');
  });
});
