/**
 * Carries acme-client's requests over our own HTTP: only https, only to origins that the directory names, with nonces
 * of earlier answers (nonces.ts). What an answer means is in answer.ts. It knows no account and no order.
 */
import { printable, RenewerError } from '../engine/errors.ts';
import { JUST_READ_MS } from '../engine/ports/acme.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { absoluteUrl } from './addresses.ts';
import { type Asked, unwrap } from './answer.ts';
import { caUnavailable, orderElsewhere, type Resource } from './ca-errors.ts';
import type { AcmeAnswer, CarryRequest } from './cage.ts';
import { createDirectoryReader, type DirectoryReader } from './directory.ts';
import type { HttpAnswer, SendHttp } from './http.ts';
import { createNonces } from './nonces.ts';
import { isCausedBy } from './problem.ts';

export interface Transport {
  readDirectory: DirectoryReader['read'];
  /** An unsigned GET at one of the CA's own servers. */
  read(resource: Resource, address: string, deadline: Deadline): Promise<AcmeAnswer>;
  /** For one call of the port, which errors name as `resource`. */
  carrierFor(resource: Resource, deadline: Deadline): CarryRequest;
}

export type TransportOptions = {
  directoryUrl: string;
  send: SendHttp;
  clock: Clock;
  /** The most newNonce requests in any second. */
  newNoncesPerSecond: number;
};

/** Refusals whose advice repeats the directory. */
const ABOUT_THE_DIRECTORY = ['invalidProfile', 'caa'];

export function createTransport(options: TransportOptions): Transport {
  const { directoryUrl, send, clock } = options;
  const home = parseHome(directoryUrl);
  const { read: readDirectory, origins, offered } = createDirectoryReader(home, send, clock);
  const nonces = createNonces(clock, options.newNoncesPerSecond);

  const allowed = (resource: Resource, address: string) =>
    allowedUrl(resource, address, { origins, host: home.host });

  function locationOf(resource: Resource, location: string, asked: URL): string {
    const address = absoluteUrl(location, asked.href);
    // Before it is written down: an order elsewhere would be given up for another one, run after run.
    if (resource === 'newOrder') allowed(resource, address);
    return address;
  }

  async function read(resource: Resource, address: string, deadline: Deadline): Promise<AcmeAnswer> {
    const url = allowed(resource, address);
    const answer = await send({ method: 'GET', url, isRead: true }, deadline);
    return unwrap(answer, { resource, host: url.host, ...offered(), now: clock.now() });
  }

  async function meaningOf(answer: HttpAnswer, asked: Pick<Asked, 'resource' | 'host'>, deadline: Deadline) {
    const means = () => unwrap(answer, { ...asked, ...offered(), now: clock.now() });
    try {
      return means();
    } catch (refusal) {
      if (!ABOUT_THE_DIRECTORY.some((type) => isCausedBy(refusal, type))) throw refusal;
      await readDirectory(deadline, JUST_READ_MS).catch(() => undefined);
      return means();
    }
  }

  async function exchange(resource: Resource, request: Parameters<CarryRequest>, deadline: Deadline) {
    const [address, method, { data } = {}] = request;
    const url = allowed(resource, address);
    const body = data && JSON.stringify(data);
    const isRead = !data || data.payload === '';
    const withheld = data?.signature;
    const sent = { method: method === 'post' ? 'POST' : 'HEAD', url, body, isRead, withheld } as const;
    const answer = await send(sent, deadline);
    const nonce = method === 'post' ? answer.headers['replay-nonce'] : undefined;
    let isSpent = false;
    try {
      const unwrapped = await meaningOf(answer, { resource, host: url.host }, deadline);
      const { location } = unwrapped.headers;
      if (location) unwrapped.headers.location = locationOf(resource, location, url);
      // The only refusal that comes back is `badNonce`: acme-client itself uses up the nonce that it brings.
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

function parseHome(directoryUrl: string): URL {
  const url = URL.parse(directoryUrl);
  if (url?.protocol === 'https:') return url;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: printable(directoryUrl),
    message: `The CA's directory URL "${printable(directoryUrl)}" is not an https URL.`,
    advice: 'Correct it in the configuration.',
    adviceToCaller: 'Correct it.',
  });
}

/**
 * Addresses come from the CA's answers, an order's out of the state: with one elsewhere we would sign requests for somebody
 * else's server.
 */
function allowedUrl(
  resource: Resource,
  address: string,
  { origins, host }: { origins: ReadonlySet<string>; host: string },
): URL {
  const url = URL.parse(address);
  if (url?.protocol === 'https:' && origins.has(url.origin)) return url;
  if (resource === 'order') throw orderElsewhere(host, address);
  throw caUnavailable(
    host,
    `it names the address ${printable(address, 200)}, which is none of the directory's servers`,
  );
}
