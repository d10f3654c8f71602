/** Finding the process behind a connection, on real sockets of this machine. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findConnectionOwner } from '../../support/world/connection-owner.ts';

describe('findConnectionOwner', () => {
  it('finds the process at the other end, and passes over a connection that it has closed', async () => {
    const server = createServer((socket) => socket.on('end', () => socket.end())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    const { localPort = 0 } = client;

    await expect(findConnectionOwner(localPort)).resolves.toBe(process.pid);
    client.resume().end();
    await once(client, 'close');
    // The kernel keeps the closed connection for a minute.
    await expect(findConnectionOwner(localPort)).rejects.toThrow('there is no connection from port');
    server.close();
  });
});
