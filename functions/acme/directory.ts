/**
 * The CA's directory (RFC 8555 §7.1.1), kept for an hour: its addresses lead to the CA's servers, and what it offers stands
 * in error messages. It signs nothing.
 */
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { absoluteUrl } from './addresses.ts';
import { type Asked, unwrap } from './answer.ts';
import type { HttpAnswer, SendHttp } from './http.ts';
import { keepAnswer, type ReadKept } from './kept-answer.ts';
import { type Directory, DirectoryMessage, parseMessage, toMeta } from './messages.ts';

export interface DirectoryReader {
  /** As it was `maxAgeMs` ago at most; after a failed read the next caller tries again. @default an hour */
  read: ReadKept<Directory>;
  /** Of the CA's servers, as far as they are known. */
  readonly origins: ReadonlySet<string>;
  /** What the directory says and errors repeat. */
  offered(): Pick<Asked, 'profiles' | 'caaIdentities'>;
}

/** How long a warm function believes what it has read. */
const DIRECTORY_MS = 60 * 60 * 1000;

export function createDirectoryReader(url: URL, send: SendHttp, clock: Pick<Clock, 'now'>): DirectoryReader {
  const origins = new Set([url.origin]);
  let offered: ReturnType<DirectoryReader['offered']> = { profiles: [], caaIdentities: [] };

  async function read(deadline: Deadline): Promise<Directory> {
    const answer = await send({ method: 'GET', url, isRead: true }, deadline);
    const { data } = unwrap(answer, { resource: 'directory', host: url.host, ...offered, now: clock.now() });
    const message = withAbsoluteUrls(parseMessage(DirectoryMessage, data, 'directory', url.host), url.href);
    for (const address of Object.values(message)) {
      const server = typeof address === 'string' ? URL.parse(address) : null;
      if (server) origins.add(server.origin);
    }
    const { profiles, caaIdentities } = toMeta(message);
    offered = { profiles, caaIdentities };
    return { ...message, clockAheadMs: clockAheadOf(answer, clock) };
  }

  return { read: keepAnswer(read, DIRECTORY_MS, clock), origins, offered: () => offered };
}

function withAbsoluteUrls({ meta, ...addresses }: DirectoryMessage, directoryUrl: string): DirectoryMessage {
  const absolute = Object.entries(addresses).map(([name, url]) => [name, absoluteUrl(url, directoryUrl)]);
  return { ...addresses, ...Object.fromEntries(absolute), ...(meta && { meta }) };
}

/** Good for minutes only: the CA's time has whole seconds, and its answer took a while. */
function clockAheadOf({ headers }: HttpAnswer, clock: Pick<Clock, 'now'>): number | undefined {
  const caMs = Date.parse(headers.date ?? '');
  return Number.isNaN(caMs) ? undefined : clock.now().getTime() - caMs;
}
