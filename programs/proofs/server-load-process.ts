/**
 * Asks one server without a pause, from a process of its own: a new TCP and TLS connection for each request, verified against one
 * root, and none kept alive (an agent would keep some, and count the end of those as failures). It tells what it saw when asked,
 * and ends with its parent: `fork('server-load-process.ts', [port, connections, pause, root])`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { Load } from './server-load.ts';

const [port = '', connections = '1', pauseMs = '0', ca = ''] = process.argv.slice(2);
const HOST = 'www.example.com';
const PATIENCE_MS = 10_000;
const REQUEST = `GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`;

const seen: Load = { answered: 0, failures: {}, serials: {} };
let isOver = false;

process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (message === 'end') isOver = true;
  else process.send?.(seen);
});
await Promise.all(Array.from({ length: Number(connections) }, askOnAndOn));
process.send?.(seen);

async function askOnAndOn(): Promise<void> {
  while (!isOver) {
    const failure = await askOnce();
    if (Number(pauseMs) > 0) await sleep(Number(pauseMs));
    if (failure === undefined) seen.answered += 1;
    else seen.failures[failure] = (seen.failures[failure] ?? 0) + 1;
  }
}

/** @returns what went wrong. */
function askOnce(): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port: Number(port), servername: HOST, ca });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('timeout')));
    socket.setEncoding('latin1');
    socket.on('secureConnect', () => {
      const serial = socket.getPeerX509Certificate()?.serialNumber.toLowerCase() ?? '';
      seen.serials[serial] = (seen.serials[serial] ?? 0) + 1;
      socket.write(REQUEST);
    });
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('close', () => resolve(isWhole(answer) ? undefined : 'no whole answer'));
  });
}

function isWhole(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const length = /^content-length: (\d+)\r?$/im.exec(head)?.[1];
  return head.startsWith('HTTP/1.1 200') && Number(length) === body.length;
}
