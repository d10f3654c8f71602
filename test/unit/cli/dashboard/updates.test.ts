/** The stream of events by real HTTP. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createUpdates,
  type PageEvent,
  type Updates,
  type UpdatesPorts,
} from '../../../../cli/dashboard/updates.ts';

const READING: PageEvent = { event: 'reading', data: { readAt: 'now', text: 'two\nlines' } };
const FRAME = 'event: reading\ndata: {"readAt":"now","text":"two\\nlines"}\n\n';

let server: Server;
let updates: Updates;
afterEach(() => {
  updates.close();
  server.close();
  server.closeAllConnections();
});

async function serve(changes: Partial<UpdatesPorts> = {}) {
  const seen: string[] = [];
  updates = createUpdates({
    newest: () => [],
    began: () => seen.push('began'),
    ended: () => seen.push('ended'),
    ...changes,
  });
  server = createServer((request, response) => {
    if (!updates.open(request, response)) response.writeHead(503).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return seen;
}

/** A page that has its stream. */
async function page() {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  let got = '';
  socket.on('data', (text) => {
    got += text;
  });
  socket.write('GET /updates HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const until = async (text: string) => {
    while (!got.slice(-500).includes(text)) await once(socket, 'data');
  };
  await until('\r\n\r\n');
  return { socket, until, text: () => got };
}

async function gone(socket: Socket) {
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
}

describe('createUpdates', () => {
  it('gives a page at once what is newest, and then each event, to all pages the same', async () => {
    await serve({ newest: () => [READING] });
    const [one, other] = [await page(), await page()];
    await Promise.all([one.until(FRAME), other.until(FRAME)]);

    updates.send({ event: 'unchanged', data: { readAt: 'later' } });

    await Promise.all(
      [one, other].map(({ until }) => until('event: unchanged\ndata: {"readAt":"later"}\n\n')),
    );
    expect(one.text()).toContain('Content-Type: text/event-stream');
  });

  it('tells when the first page comes, and when the last one has gone', async () => {
    const seen = await serve();
    const [one, other] = [await page(), await page()];
    expect(seen).toEqual(['began']);

    await gone(one.socket);
    await gone(other.socket);
    while (seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));

    expect(seen).toEqual(['began', 'ended']);
  });

  it('keeps a stream alive by comments', async () => {
    await serve({ heartbeatMs: 10 });

    await (await page()).until(':\n\n');
  });

  it('has room for 24 pages, and again when one has gone', async () => {
    await serve();
    const pages = await Promise.all(Array.from({ length: 25 }, page));
    const statuses = pages.map(({ text }) => text().slice(9, 12));
    expect(statuses.toSorted()).toEqual([...Array(24).fill('200'), '503']);

    await gone(pages[statuses.indexOf('200')]?.socket ?? expect.unreachable());

    expect((await page()).text()).toMatch(/^HTTP\/1\.1 200/);
  });

  it('lets a page take its time for a large reading, as over a slow tunnel', async () => {
    await serve({ heartbeatMs: 10 });
    const slow = await page();
    slow.socket.pause();

    updates.send({ event: 'reading', data: { text: 'x'.repeat(12_000_000) } });
    await sleep(100);
    updates.send({ event: 'unchanged', data: { readAt: 'later' } });
    slow.socket.resume();

    await slow.until('event: unchanged\ndata: {"readAt":"later"}\n\n');
  });

  it('cuts off a page that does not take what it is sent, and keeps the others', async () => {
    await serve({ patienceMs: 0 });
    const [slow, other] = [await page(), await page()];
    slow.socket.pause();
    // More than the buffers of two sockets hold.
    const large: PageEvent = { event: 'reading', data: { text: 'x'.repeat(12_000_000) } };
    const closed = once(slow.socket, 'close');

    updates.send(large);
    await other.until('"}\n\n');
    updates.send({ event: 'unchanged', data: {} });
    slow.socket.resume();

    await closed;
    await other.until('event: unchanged');
    expect(slow.text()).not.toContain('event: unchanged');
  });
});
