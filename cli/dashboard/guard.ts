/**
 * Which requests the server of the page answers: those of a browser on this machine that was let in by the token, and that no other
 * page has sent. A name of somebody else's that leads to 127.0.0.1 (DNS rebinding) is no name of ours. Pure, but for the token that
 * opens once.
 */
import type { IncomingMessage } from 'node:http';
import type { Token } from './token.ts';

export type Judged =
  | Refused
  /** The token was right: the browser gets it as a cookie, and an address without it. */
  | { is: 'let-in'; cookie: string; location: string }
  /** `path`: below that of the page. */
  | { is: 'allowed'; path: string };

type Refused = { is: 'refused'; status: 401 | 403 | 405 | 421; words: string };

type Request = Pick<IncomingMessage, 'method' | 'url' | 'headersDistinct'>;

export function judgeRequest(request: Request, port: number, token: Token): Judged {
  return refusalOf(request, port) ?? admissionOf(request, port, token);
}

function refusalOf({ method = '', headersDistinct: headers }: Request, port: number): Refused | undefined {
  const [host = '', ...more] = headers.host ?? [];
  if (more.length > 0 || !namesOf(port).includes(host))
    return refused(421, 'This server is 127.0.0.1 alone, and has no other name.');
  const { origin = [], 'sec-fetch-site': sites = [] } = headers;
  if (origin.some((one) => one !== `http://${host}`)) return refused(403, OF_ANOTHER_PAGE);
  // Another port of this machine is the same site, and sends our cookie along.
  if (sites.some((site) => site !== 'same-origin' && site !== 'none')) return refused(403, OF_ANOTHER_PAGE);
  return ['GET', 'HEAD'].includes(method) ? undefined : refused(405, 'This page is only read.');
}

function admissionOf({ url = '', headersDistinct: headers }: Request, port: number, token: Token): Judged {
  const [path = '', query = ''] = url.split('?', 2);
  const given = path === '/' ? new URLSearchParams(query).get('token') : null;
  if (given !== null)
    return token.takes(given)
      ? { is: 'let-in', cookie: cookieOf(port, token), location: token.path }
      : refused(401, NO_TOKEN);
  const cookies = (headers.cookie ?? []).flatMap((line) => valuesIn(line, nameOf(port)));
  if (!path.startsWith(token.path) || !cookies.some(token.is)) return refused(401, NO_TOKEN);
  return { is: 'allowed', path: path.slice(token.path.length - 1) };
}

const OF_ANOTHER_PAGE =
  'Another page asked for this one: open the address that `dnscale-certs dashboard` has printed, by typing or pasting it.';

const NO_TOKEN =
  'Open the whole address that `dnscale-certs dashboard` has printed: it ends with a token, and each start has another one.';

function refused(status: Refused['status'], words: string): Refused {
  return { is: 'refused', status, words };
}

function namesOf(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** Cookies are those of a machine, for all of its ports: pages of two commands must not take each other's. */
function nameOf(port: number): string {
  return `dc_${port}`;
}

function cookieOf(port: number, { value, path }: Token): string {
  return `${nameOf(port)}=${value}; HttpOnly; SameSite=Strict; Path=${path}`;
}

/** Another program of this machine may have set one of the same name. */
function valuesIn(line: string, name: string): string[] {
  const pairs = line.split(';').map((pair) => pair.trim());
  return pairs.flatMap((pair) => (pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : []));
}
