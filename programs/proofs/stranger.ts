/** A server to which no request may ever go: it counts those that do. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

export type Stranger = { origin: string; visits(): number; stop(): Promise<void> };

export async function startStranger(): Promise<Stranger> {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    visits: () => visits,
    stop: async () => {
      server.close();
    },
  };
}
