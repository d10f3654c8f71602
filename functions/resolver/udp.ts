/** One question over UDP, from a port of its own. Waits for as long as the signal allows. */
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Deadline } from '../engine/ports/time.ts';
import { type Query, type Reply, readReply } from './message.ts';
import { OPEN_SOCKETS } from './open-sockets.ts';
import type { ServerAddress } from './server-address.ts';

/**
 * The socket is connected, so the kernel drops datagrams of other senders and reports a refused port. A datagram that
 * does not fit the query is ignored: it may be a forgery that came before the real answer.
 */
export async function askUdp(
  { host, port }: ServerAddress,
  query: Query,
  signal: AbortSignal,
): Promise<Reply> {
  signal.throwIfAborted();
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      socket.on('error', reject);
      socket.on('message', (wire) => {
        const reply = readReply(wire, query);
        if (reply !== undefined) resolve(reply);
      });
      socket.on('connect', () => socket.send(query.wire));
      socket.connect(port, host);
    });
  } finally {
    socket.close();
  }
}

/**
 * Whether this host has a route to the address. Connecting a UDP socket asks for the route and sends nothing.
 * @throws the deadline's reason, and what the system says when it gives no socket.
 */
export async function hasRouteTo(server: ServerAddress, { signal }: Deadline): Promise<boolean> {
  const leave = await OPEN_SOCKETS.enter(signal);
  try {
    return await connects(server, signal);
  } finally {
    leave();
  }
}

async function connects({ host, port }: ServerAddress, signal: AbortSignal): Promise<boolean> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      socket.on('error', () => resolve(false));
      socket.on('connect', () => resolve(true));
      socket.connect(port, host);
    });
  } finally {
    socket.close();
  }
}
