/**
 * Serves the page on 127.0.0.1: three files and a stream of events, to whoever the guard lets in. Nothing is stored by a browser,
 * nothing comes from elsewhere, and no other page may read or frame it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RenewerError } from '../../functions/engine/errors.ts';
import type { PageFiles } from './build-page.ts';
import { judgeRequest } from './guard.ts';
import type { Token } from './token.ts';
import type { Updates } from './updates.ts';

export type PageServer = { port: number; close(): void };

export type PageServing = {
  files: PageFiles;
  updates: Updates;
  token: Token;
  /** @default - a free one */
  port?: number | undefined;
};

/** @throws RenewerError `config-invalid` when the port is taken. */
export async function servePage(serving: PageServing): Promise<PageServer> {
  const { port = 0, updates } = serving;
  const server = createServer(BOUNDS, (request, response) =>
    answer(request, response, (server.address() as AddressInfo).port, serving),
  );
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (thrown) => reject(notListening(port, thrown)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      updates.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  { files, updates, token }: PageServing,
): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const judged = judgeRequest(request, port, token);
  if (judged.is === 'refused') {
    if (judged.status === 405) response.setHeader('Allow', 'GET, HEAD');
    tell(response, judged.status, judged.words);
  } else if (judged.is === 'let-in') {
    response.writeHead(303, { Location: judged.location, 'Set-Cookie': judged.cookie }).end();
  } else if (isFile(judged.path)) {
    response.setHeader('Content-Type', TYPES[judged.path]).end(files[judged.path]);
  } else if (judged.path !== '/updates') {
    tell(response, 404, 'There is no such page.');
  } else if (!updates.open(request, response)) {
    tell(response, 503, 'Too many pages are open: close some.');
  }
}

/** Against whoever opens connections and sends little or nothing. */
const BOUNDS = { headersTimeout: 2_000, requestTimeout: 2_000, connectionsCheckingInterval: 500 };
const MOST_CONNECTIONS = 64;

const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const TYPES: { [Path in keyof PageFiles]: string } = {
  '/': 'text/html; charset=utf-8',
  '/page.js': 'text/javascript; charset=utf-8',
  '/page.css': 'text/css; charset=utf-8',
};

function isFile(path: string): path is keyof PageFiles {
  return Object.hasOwn(TYPES, path);
}

function tell(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}

export function notListening(port: number, thrown: Error & { code?: string }): RenewerError {
  const why = thrown.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${thrown.code})`;
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `Port ${port} of 127.0.0.1 ${why}.`,
    advice: 'Give another --port, or none: then a free one is used.',
    cause: thrown,
  });
}
