/**
 * Free TCP ports for servers that do not take "port 0". Another process may take a port before the server binds it: then
 * the start is tried again with others.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

const TRIES = 5;

/** A server ended at once because its port was in use. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/** Calls `start` with `count` different free ports; again with others while it throws PortTakenError. */
export async function onFreePorts<T>(count: number, start: (ports: number[]) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePorts(count));
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === TRIES) throw error;
    }
  }
}

// All are held until the last one is known: else the same port could come twice.
async function freePorts(count: number): Promise<number[]> {
  const holders = await Promise.all(Array.from({ length: count }, holdFreePort));
  const ports = holders.map((holder) => (holder.address() as AddressInfo).port);
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return ports;
}

async function holdFreePort(): Promise<Server> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  return holder;
}
