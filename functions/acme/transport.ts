/**
 * Carries acme-client's requests over our own HTTP: only https, only to origins that the directory names, nonces used
 * again (nonces.ts), every refusal turned into a RenewerError. It knows no account and no order.
 */
import { printable, RenewerError } from '../engine/errors.ts';
import type { AuthorityMeta } from '../engine/ports/acme.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { caUnavailable, type Refusal, type Resource, refused } from './ca-errors.ts';
import type { AcmeAnswer, CarryRequest } from './cage.ts';
import type { HttpAnswer, SendHttp } from './http.ts';
import { type Directory, DirectoryMessage, parseMessage, toMeta } from './messages.ts';
import { createNonces } from './nonces.ts';
import { parseProblem } from './problem.ts';

export interface Transport {
  /** Read once; a failed read is tried again by the next caller. */
  readDirectory(deadline: Deadline): Promise<Directory>;
  /** An unsigned GET at one of the CA's own servers. */
  read(resource: Resource, address: string, deadline: Deadline): Promise<AcmeAnswer>;
  /** For one call of the port; `resource` names it in errors. */
  carrierFor(resource: Resource, deadline: Deadline): CarryRequest;
}

export type TransportOptions = {
  directoryUrl: string;
  send: SendHttp;
  clock: Clock;
  /** Most newNonce requests in any second. */
  newNoncesPerSecond: number;
};

/** What errors name of the directory. */
type Offered = Pick<AuthorityMeta, 'profiles' | 'caaIdentities'>;

export function createTransport(options: TransportOptions): Transport {
  const { directoryUrl, send, clock } = options;
  const home = parseHome(directoryUrl);
  const origins = new Set([home.origin]);
  const nonces = createNonces(clock, options.newNoncesPerSecond);
  let offered: Offered = { profiles: [], caaIdentities: [] };
  let directory: Promise<Directory> | undefined;

  async function fetchDirectory(deadline: Deadline): Promise<Directory> {
    const answer = await send({ method: 'GET', url: home, isRead: true }, deadline);
    const { data } = unwrap(answer, { resource: 'directory', host: home.host, ...offered, now: clock.now() });
    const message = parseMessage(DirectoryMessage, data, 'directory', home.host);
    for (const address of Object.values(message)) {
      const url = typeof address === 'string' ? URL.parse(address) : null;
      if (url) origins.add(url.origin);
    }
    const { profiles, caaIdentities } = toMeta(message);
    offered = { profiles, caaIdentities };
    return { ...message, clockAheadMs: aheadOf(answer, clock) };
  }

  function readDirectory(deadline: Deadline): Promise<Directory> {
    directory ??= fetchDirectory(deadline).catch((error) => {
      directory = undefined;
      throw error;
    });
    return directory;
  }

  async function read(resource: Resource, address: string, deadline: Deadline): Promise<AcmeAnswer> {
    const url = allowedUrl(address, origins, home.host);
    const answer = await send({ method: 'GET', url, isRead: true }, deadline);
    return unwrap(answer, { resource, host: url.host, ...offered, now: clock.now() });
  }

  async function exchange(resource: Resource, request: Parameters<CarryRequest>, deadline: Deadline) {
    const [address, method, { data } = {}] = request;
    const url = allowedUrl(address, origins, home.host);
    const body = data && JSON.stringify(data);
    const isRead = !data || data.payload === '';
    const answer = await send({ method: method === 'post' ? 'POST' : 'HEAD', url, body, isRead }, deadline);
    const nonce = method === 'post' ? answer.headers['replay-nonce'] : undefined;
    let isSpent = false;
    try {
      const unwrapped = unwrap(answer, { resource, host: url.host, ...offered, now: clock.now() });
      // Of refusals only `badNonce` comes back: acme-client itself uses up the nonce that it brings.
      isSpent = unwrapped.status >= 400;
      return unwrapped;
    } finally {
      if (nonce && !isSpent) nonces.keep(nonce);
    }
  }

  return {
    readDirectory,
    read,
    carrierFor: (resource, deadline) => async (address, method, options) => {
      const known = await readDirectory(deadline);
      if (method === 'get' && address === directoryUrl) return { status: 200, headers: {}, data: known };
      if (method === 'post') return exchange(resource, [address, method, options], deadline);
      const askForOne = async () => {
        const { headers } = await exchange('newNonce', [address, method, options], deadline);
        return headers['replay-nonce'] ?? '';
      };
      const nonce = await nonces.take(askForOne, deadline);
      return { status: 200, headers: { 'replay-nonce': nonce }, data: '' };
    },
  };
}

/** The CA's time has whole seconds, and its answer was on the way: it is good for minutes. */
function aheadOf({ headers }: HttpAnswer, clock: Clock): number | undefined {
  const caMs = Date.parse(headers.date ?? '');
  return Number.isNaN(caMs) ? undefined : clock.now().getTime() - caMs;
}

function parseHome(directoryUrl: string): URL {
  const url = URL.parse(directoryUrl);
  if (url?.protocol === 'https:') return url;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: printable(directoryUrl),
    message: `The CA's directory URL "${printable(directoryUrl)}" is not an https URL. Correct it in the configuration.`,
  });
}

/** Addresses come from the CA's answers: one elsewhere would make us sign requests for somebody else's server. */
function allowedUrl(address: string, origins: ReadonlySet<string>, home: string): URL {
  const url = URL.parse(address);
  if (url?.protocol === 'https:' && origins.has(url.origin)) return url;
  throw caUnavailable(
    home,
    `it names the address ${printable(address, 200)}, which is none of the directory's servers`,
  );
}

type Asked = Pick<Refusal, 'resource' | 'host' | keyof Offered | 'now'>;

/** The answer as acme-client wants it, or the error that it means. */
function unwrap(answer: HttpAnswer, asked: Asked): AcmeAnswer {
  const { status, headers, body } = answer;
  const { resource, host } = asked;
  if (status >= 300 && status < 400) {
    const target = printable(headers.location ?? 'nowhere', 200);
    throw caUnavailable(host, `it redirects ${resource} to ${target}, and redirects are not followed`);
  }
  if (status < 300) return { status, headers, data: readBody(answer, resource, host) };
  const data = parseJson(body);
  const problem = parseProblem(data);
  if (status === 400 && problem?.type === 'badNonce') return { status, headers, data };
  throw refused({ ...asked, status, problem, retryAfter: headers['retry-after'], link: headers.link });
}

function readBody({ headers, body }: HttpAnswer, resource: Resource, host: string): unknown {
  const contentType = headers['content-type'] ?? 'no content type';
  if (body === '' || contentType.startsWith('application/pem-certificate-chain')) return body;
  const data = parseJson(body);
  if (data !== undefined) return data;
  const seen = `${printable(contentType, 100)} that begins with "${printable(body, 60)}"`;
  throw caUnavailable(host, `it answers ${resource} with ${seen} instead of JSON`);
}

/** A JSON object; undefined for everything else. */
function parseJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
