/**
 * What all our connections share: how long Node waits for one address of a server before it tries the next, what is told when none
 * took the connection, and what undici would waste on short conversations. A host with an A and an AAAA record is the usual case:
 * many networks, Lambda's too, reach only one of them.
 */
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { printable } from './errors.ts';

/**
 * Node's own is 250 ms, and it drops an address that is slower, for good: with the other family out of reach, nothing is
 * left. In two seconds a lost SYN has been sent again (after one, RFC 6298 §2.1), and the AWS clients, which give a
 * connection three, still get to a second address. The last address has no bound but the request's.
 */
const ONE_ADDRESS_MS = 2_000;

/**
 * Holds for the whole process, since the AWS SDK makes connections of its own (for credentials) that take no option. Every
 * adapter that makes connections calls it, so that no new function can forget it.
 */
export function waitForSlowAddresses(): void {
  setDefaultAutoSelectFamilyAttemptTimeout(ONE_ADDRESS_MS);
}

/**
 * Before a process makes its first connection. After some answers V8 would compile the heart of undici's HTTP parser
 * (WebAssembly) a second time, to run faster: 0.05 s of processor time and 20 MB, which a run's short answers never earn back.
 *
 * @param setFlag of `node:v8`.
 */
export function compileParserOnce(setFlag: (flag: string) => void, v8Version = process.versions.v8): void {
  if (KNOWN_BY.includes(Number.parseInt(v8Version, 10))) setFlag('--wasm-tiering-budget=2000000000');
}

/** Majors of V8, from Node 20 to 26. Of a flag that it does not know, V8 tells the standard error, where nobody can catch it. */
const KNOWN_BY = [11, 12, 13, 14];

/**
 * Turns of the event loop after an answer until undici gives its connection free; one that was just opened takes two. A request that
 * is sent before that opens another connection, with a handshake of its own.
 */
export const TURNS_UNTIL_FREE = 2;

/** In words, if several addresses were tried and none took the connection: each with what came of it. */
export function addressesTried(error: unknown): string | undefined {
  // undici hides the list behind an error that speaks of its own timeout, which has not passed.
  const { cause } = Object(error) as { cause?: unknown };
  const list = [error, cause].find((candidate) => candidate instanceof AggregateError);
  if (!list) return undefined;
  const tried = list.errors.map((failed: unknown) => {
    const { address, code } = Object(failed) as { address?: unknown; code?: unknown };
    return `${printable(String(address), 64)} (${printable(String(code), 32)})`;
  });
  return `none of its addresses took the connection: ${tried.join(', ')}`;
}
