/**
 * The random token of one start, which lets a browser in. Other users of this machine see the arguments of every program, so that
 * the browser is started with another one, which is worth nothing once it was used.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export type Token = {
  /** 32 random bytes, for an address and for the cookie. */
  value: string;
  /** For the address that a browser is started with: it opens once. */
  once: string;
  /** The path of the page: a browser sends the cookie to each port of this machine, but to no other path. */
  path: string;
  is(given: string): boolean;
  /** Whether it opens the page: the token itself, or the one that is taken by this. */
  takes(given: string): boolean;
};

export function createToken(): Token {
  const [value, once] = [randomText(), randomText()];
  const is = (given: string) => isSame(given, value);
  let isTaken = false;
  return {
    value,
    once,
    path: `/${randomText()}/`,
    is,
    takes: (given) => {
      if (is(given)) return true;
      if (isTaken || !isSame(given, once)) return false;
      isTaken = true;
      return true;
    },
  };
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** In the same time wherever they differ; of hashes, which have one length. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hashOf(one), hashOf(other));
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
