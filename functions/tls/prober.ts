/**
 * Sees which leaf a server presents: connects, has TLS begin (at once, or by STARTTLS) and hangs up. It judges nothing (an
 * expired or foreign certificate is what it is here to see), logs in nowhere and sends no data over the connection that it made.
 */
import { lookup as systemLookup } from 'node:dns';
import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { digestOf } from '../engine/certificate/leaf-digest.ts';
import type { ProbeTarget } from '../engine/config/probe.ts';
import { addressesTried, waitForSlowAddresses } from '../engine/connections.ts';
import { deadlineWithin } from '../engine/deadline.ts';
import { printable, RenewerError } from '../engine/errors.ts';
import type { Leaf, ProbeAnswer, Prober } from '../engine/ports/probes.ts';
import type { Clock } from '../engine/ports/time.ts';
import { guardOrigins } from '../engine/private-origins.ts';
import { createServerLookup } from './server-lookup.ts';
import { askForTls, NoStartTls } from './starttls.ts';

export type ProberOptions = {
  clock: Pick<Clock, 'now'>;
  /** Whether a place may lead to an address that nobody has on the Internet. */
  allowPrivateOrigins: boolean;
  /** Recursive resolvers, as `address:port`. @default - the system's */
  resolvers?: readonly string[] | undefined;
  /** Bounds all of one probe. @default 10 s */
  timeoutMs?: number | undefined;
};

export function createProber({
  clock,
  allowPrivateOrigins,
  resolvers = [],
  timeoutMs = 10_000,
}: ProberOptions): Prober {
  waitForSlowAddresses();
  const lookup = resolvers.length > 0 ? createServerLookup(resolvers) : systemLookup;
  const guard = guardOrigins({ configuredUrl: '', allowPrivateOrigins, lookup: lookup as LookupFunction });
  return {
    async probe(target, deadline) {
      deadline.signal.throwIfAborted();
      const { signal } = deadlineWithin(deadline, timeoutMs, clock, 'this probe');
      try {
        return { leaf: await seeLeaf(target, guard.lookup, signal) };
      } catch (thrown) {
        deadline.signal.throwIfAborted();
        if (signal.aborted)
          return { failure: 'timeout', reason: `no certificate within ${timeoutMs / 1_000} s` };
        return failureOf(thrown);
      }
    },
  };
}

async function seeLeaf(target: ProbeTarget, lookup: LookupFunction, signal: AbortSignal): Promise<Leaf> {
  const { host, port, protocol } = target;
  const socket = connectTcp({ host, port, lookup });
  try {
    await connected(socket, signal);
    if (protocol !== 'tls') await askForTls(socket, protocol, signal);
    return await leafOf(socket, host, signal);
  } finally {
    socket.destroy();
  }
}

function connected(socket: Socket, signal: AbortSignal): Promise<void> {
  return ended(socket, signal, (resolve) => socket.once('connect', () => resolve()));
}

async function leafOf(socket: Socket, servername: string, signal: AbortSignal): Promise<Leaf> {
  const secured = connectTls({ socket, servername, rejectUnauthorized: false });
  try {
    return await ended(secured, signal, (resolve, reject) =>
      secured.once('secureConnect', () => {
        const leaf = secured.getPeerX509Certificate();
        if (leaf === undefined) return reject(new Error('the server presents no certificate'));
        resolve({
          sha256: digestOf(leaf),
          serial: leaf.serialNumber.toLowerCase(),
          notBefore: leaf.validFromDate,
          notAfter: leaf.validToDate,
        });
      }),
    );
  } finally {
    secured.destroy();
  }
}

/** What `begin` resolves to, unless the socket fails or closes, or the time is over, before that. */
function ended<Result>(
  socket: Socket,
  signal: AbortSignal,
  begin: (resolve: (result: Result) => void, reject: (error: Error) => void) => void,
): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  socket.on('error', reject);
  socket.once('close', () => reject(new Error('the server closed the connection')));
  begin(resolve, reject);
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

const REFUSED = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/;
const NO_NAME =
  /^(ENOTFOUND|ENODATA|EAI_|ESERVFAIL|EREFUSED|ENONAME|EBADRESP|ECONNABORTED|EFORMERR|ECANCELLED)/;

function failureOf(thrown: unknown): ProbeAnswer {
  const {
    code,
    syscall,
    message = '',
  } = Object(thrown) as { code?: unknown; syscall?: unknown; message?: string };
  const name = String(code ?? '');
  if (thrown instanceof RenewerError)
    return { failure: 'private', reason: 'it leads to private addresses only' };
  if (thrown instanceof NoStartTls) return { failure: 'no-tls', reason: printable(message, 200) };
  const tried = addressesTried(thrown);
  if (tried !== undefined) return { failure: 'refused', reason: tried };
  if (NO_NAME.test(name) || isLookup(syscall))
    return { failure: 'dns', reason: `its name has no address (${name})` };
  if (name === 'ETIMEDOUT' || name === 'ETIMEOUT')
    return { failure: 'timeout', reason: `no answer (${name})` };
  if (REFUSED.test(name)) return { failure: 'refused', reason: `the connection was refused (${name})` };
  return { failure: 'no-tls', reason: `TLS did not begin: ${printable(message, 200)}` };
}

function isLookup(syscall: unknown): boolean {
  return typeof syscall === 'string' && /^(getaddrinfo|query)/.test(syscall);
}
