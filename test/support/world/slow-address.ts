/**
 * An address on loopback that takes its first connection late, as one behind a long or lossy way does: its kernel drops the
 * SYN until then. What it takes goes on to a server of the test. `name` resolves to it and, at another family, to nobody.
 */
import dns from 'node:dns';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export type SlowAddress = {
  port: number;
  /** Lets no connection in until this time has passed. */
  refuseFor(ms: number): Promise<void>;
  stop(): Promise<void>;
};

// Plain JavaScript: it runs in a thread of its own, which is the one that can stand still while the test runs on.
const LISTENER = `
  const { createServer, connect } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer((socket) => {
    const onward = connect(workerData.upstreamPort, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => { socket.destroy(); onward.destroy(); });
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => parentPort.postMessage(server.address().port));
  parentPort.on('message', (ms) => {
    parentPort.postMessage('asleep');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  });
`;

/** The kernel keeps one connection more than a backlog of one says. */
const QUEUE = 2;

export async function startSlowAddress(upstreamPort: number): Promise<SlowAddress> {
  const worker = new Worker(LISTENER, { eval: true, workerData: { upstreamPort } });
  const [port] = (await once(worker, 'message')) as [number];
  const waiting: Socket[] = [];
  return {
    port,
    refuseFor: async (ms) => {
      worker.postMessage(ms);
      await once(worker, 'message');
      for (let i = 0; i < QUEUE; i += 1) {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => undefined);
        waiting.push(socket);
        await once(socket, 'connect');
      }
    },
    stop: async () => {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}

/** From now on every name has these two addresses, the slow one first. Returns what undoes it. */
export function nameItBesideNobody(): () => void {
  const { lookup } = dns;
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
  dns.lookup = ((_name: string, _options: object, done: (error: null, found: object) => void) =>
    process.nextTick(done, null, addresses)) as typeof dns.lookup;
  return () => {
    dns.lookup = lookup;
  };
}
