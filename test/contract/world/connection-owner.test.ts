/** Finding the process behind a connection, on real sockets of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findConnectionOwner } from '../../support/world/connection-owner.ts';
import { onFreePorts } from '../../support/world/ports.ts';

describe('findConnectionOwner', () => {
  it('finds the process at the other end, and passes over a connection that it has closed', async () => {
    const to = await listen();
    const client = connect(to, '127.0.0.1');
    await once(client, 'connect');
    const { localPort: from = 0 } = client;

    await expect(findConnectionOwner({ from, to })).resolves.toBe(process.pid);
    client.resume().end();
    await once(client, 'close');
    // The kernel keeps the closed connection for a minute.
    await expect(findConnectionOwner({ from, to })).rejects.toThrow(
      `there is no connection from port ${from} to port ${to}`,
    );
  });

  it('tells two processes apart that are connected from one port to two servers', async () => {
    const [to, another] = [await listen(), await listen()];
    const from = await onFreePorts(1, async ([port = 0]) => port);
    const client = connect({ host: '127.0.0.1', port: to, localPort: from });
    await once(client, 'connect');
    const other = await connectElsewhere(from, another);

    await expect(findConnectionOwner({ from, to })).resolves.toBe(process.pid);
    await expect(findConnectionOwner({ from, to: another })).resolves.toBe(other.pid);
    client.destroy();
  });
});

async function listen(): Promise<number> {
  const server = createServer((socket) => socket.on('end', () => socket.end())).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A process of its own, connected from this port. */
async function connectElsewhere(localPort: number, port: number): Promise<ChildProcess> {
  const options = JSON.stringify({ host: '127.0.0.1', port, localPort });
  const child = spawn(process.execPath, ['-e', `net.connect(${options}, () => console.log('connected'))`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  return child;
}
