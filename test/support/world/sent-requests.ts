/**
 * The HTTP requests of this process to the local world, by kind. undici reports them itself (diagnostics channel), so
 * that engine and floor are counted and timed alike without a change to either.
 */
import { subscribe } from 'node:diagnostics_channel';

export type RequestKind = (typeof KINDS)[number]['kind'];

export type SentRequest = {
  kind: RequestKind;
  party: (typeof KINDS)[number]['party'];
  /** When it was handed to undici; on the clock of performance.now(). */
  atMs: number;
};

/** In the order of an issuance and of the printed page. The paths are Pebble's and DNScale's. */
export const KINDS = [
  { kind: 'directory', party: 'ACME', is: /^GET \/dir$/ },
  { kind: 'newNonce', party: 'ACME', is: /^HEAD \/nonce-plz$/ },
  { kind: 'newAccount', party: 'ACME', is: /^POST \/sign-me-up$/ },
  { kind: 'newOrder', party: 'ACME', is: /^POST \/order-plz$/ },
  { kind: 'authorization', party: 'ACME', is: /^POST \/authZ\// },
  { kind: 'challenge', party: 'ACME', is: /^POST \/chalZ\// },
  { kind: 'order (poll)', party: 'ACME', is: /^POST \/my-order\// },
  { kind: 'finalize', party: 'ACME', is: /^POST \/finalize-order\// },
  { kind: 'certificate', party: 'ACME', is: /^POST \/certZ\// },
  { kind: 'list zones', party: 'DNScale', is: /^GET \/v1\/zones\?/ },
  { kind: 'add TXT', party: 'DNScale', is: /^POST \/v1\/zones\/[^/]+\/records$/ },
  { kind: 'remove TXT', party: 'DNScale', is: /^DELETE \/v1\/zones\/[^/]+\/records\// },
  // There are none of these while nothing goes wrong: reads before a repeated write, refusals, new kinds of requests.
  { kind: 'anything else', party: 'DNScale', is: / \/v1\// },
  { kind: 'anything else', party: 'ACME', is: /./ },
] as const;

/** Listens as long as the process lives. `take` returns the requests since its last call. */
export function logSentRequests(): { take(): SentRequest[] } {
  let seen: SentRequest[] = [];
  subscribe('undici:request:create', (message) => {
    const { method, path } = (message as { request: { method: string; path: string } }).request;
    const found = KINDS.find(({ is }) => is.test(`${method} ${path}`));
    if (found) seen.push({ kind: found.kind, party: found.party, atMs: performance.now() });
  });
  return {
    take: () => {
      const taken = seen;
      seen = [];
      return taken;
    },
  };
}
