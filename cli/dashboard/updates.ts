/**
 * The streams of events to the pages that are open (server-sent events). All get the same; a page that does not take what it was
 * sent, in a minute, loses its stream, and asks anew.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type PageEvent = { event: 'reading' | 'unchanged' | 'failure'; data: object };

export type UpdatesPorts = {
  /** What a page gets at once. */
  newest(): readonly PageEvent[];
  /** The first page came. */
  began(): void;
  /** The last one went. */
  ended(): void;
  /** Between two comments, which keep a stream alive. @default 15 s */
  heartbeatMs?: number;
  /** How long a page may take for what it was sent: a large fleet is megabytes, and a tunnel slow. @default 60 s */
  patienceMs?: number;
};

export type Updates = {
  /** @returns whether there was room for one more. */
  open(request: Pick<IncomingMessage, 'method'>, response: ServerResponse): boolean;
  send(event: PageEvent): void;
  close(): void;
};

/** A browser has six for one server. */
const MOST_STREAMS = 24;

export function createUpdates(ports: UpdatesPorts): Updates {
  const { newest, began, ended, heartbeatMs = 15_000, patienceMs = 60_000 } = ports;
  /** Since when each has not taken all that it was sent, in ms. */
  const streams = new Map<ServerResponse, number | undefined>();
  const put = (stream: ServerResponse, text: string) => {
    const isTaken = stream.write(text);
    streams.set(stream, isTaken ? undefined : (streams.get(stream) ?? performance.now()));
  };
  const write = (text: string) => {
    for (const [stream, sinceMs] of streams) {
      if (sinceMs !== undefined && performance.now() - sinceMs > patienceMs) stream.destroy();
      else put(stream, text);
    }
  };
  const beat = setInterval(() => write(':\n\n'), heartbeatMs);
  return {
    open({ method }, response) {
      if (streams.size >= MOST_STREAMS) return false;
      response.setHeader('Content-Type', 'text/event-stream');
      if (method === 'HEAD') {
        response.end();
        return true;
      }
      response.on('error', () => {});
      response.on('close', () => {
        streams.delete(response);
        if (streams.size === 0) ended();
      });
      response.on('drain', () => {
        if (streams.has(response)) streams.set(response, undefined);
      });
      put(response, `retry: 1000\n\n${newest().map(textOf).join('')}`);
      if (streams.size === 1) began();
      return true;
    },
    send: (event) => write(textOf(event)),
    close: () => clearInterval(beat),
  };
}

/** JSON has no end of a line. */
function textOf({ event, data }: PageEvent): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
