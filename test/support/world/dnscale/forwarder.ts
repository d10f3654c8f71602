/**
 * A recursive resolver's stand-in: the CA's resolver and the product's `resolver` option. It asks the name
 * servers in turn, follows CNAMEs from zone to zone, and keeps answers and negative answers (RFC 2308), as
 * Let's Encrypt's resolvers do for up to a minute: who asks it too early does not see the value for that long.
 */
import type { Answer, DecodedPacket, Question } from 'dns-packet';
import { askServer } from './dns-client.ts';
import { type DnsReply, listenDns, RCODE } from './dns-socket.ts';
import type { NameServer } from './name-servers.ts';
import { canonicalName } from './owner-names.ts';
import type { ZoneBook } from './zone-book.ts';

export type ForwarderOptions = {
  /** Stands in for the parent zones: which names are delegated at all. */
  book: ZoneBook;
  now: () => number;
  servers: readonly NameServer[];
  port: number;
  /** Upper limit; the TTL, or the SOA's minimum of a negative answer, may be less. 0 keeps nothing. */
  cacheSeconds: number;
};

type CacheEntry = { reply: DnsReply; storedAt: number; expiresAt: number };

const UPSTREAM_TIMEOUT_MS = 400;
const MAX_CNAMES = 8;
const SERVFAIL: DnsReply = { rcode: RCODE.SERVFAIL, answers: [], authorities: [] };
/** What the parent zone says of a name that it does not delegate. Kept as long as the cache allows. */
const NXDOMAIN: DnsReply = { rcode: RCODE.NXDOMAIN, answers: [], authorities: [] };

export async function startForwarder(options: ForwarderOptions) {
  const cache = new Map<string, CacheEntry>();
  let turn = 0;

  const socket = await listenDns('127.0.0.1', 0, async (question) => ({
    ...(await resolve(question)),
    authoritative: false,
    recursionAvailable: true,
  }));

  async function resolve(question: Question, hops = 0): Promise<DnsReply> {
    const reply = await lookUp(question);
    const last = reply.answers.at(-1);
    const isOpen = last?.type === 'CNAME' && question.type !== 'CNAME' && reply.authorities.length === 0;
    if (!isOpen) return reply;
    if (hops === MAX_CNAMES) return SERVFAIL;
    const rest = await resolve({ ...question, name: last.data }, hops + 1);
    return { ...rest, answers: [...reply.answers, ...rest.answers] };
  }

  async function lookUp(question: Question): Promise<DnsReply> {
    const key = `${question.type} ${canonicalName(question.name)}`;
    const cached = cache.get(key);
    if (cached && cached.expiresAt > options.now()) return aged(cached, question, options.now());
    const reply = await askInTurn(question);
    const storedAt = options.now();
    const seconds = Math.min(options.cacheSeconds, lifetimeSeconds(reply));
    cache.set(key, { reply, storedAt, expiresAt: storedAt + seconds * 1000 });
    return reply;
  }

  async function askInTurn(question: Question): Promise<DnsReply> {
    if (!options.book.zoneOf(canonicalName(question.name))?.delegated) return NXDOMAIN;
    turn += 1;
    for (let i = 0; i < options.servers.length; i += 1) {
      const server = options.servers[(turn + i) % options.servers.length];
      const answer = server && (await askServer(server.address, options.port, question, UPSTREAM_TIMEOUT_MS));
      const reply = answer && usableReply(answer);
      if (reply) return reply;
    }
    return SERVFAIL;
  }

  return {
    address: `127.0.0.1:${socket.port}`,
    flush: () => cache.clear(),
    stop: () => socket.stop(),
  };
}

/** A lame answer, SERVFAIL or REFUSED is no answer: the next server is asked. */
function usableReply(answer: DecodedPacket): DnsReply | undefined {
  const rcode = (answer.flags ?? 0) & 0xf;
  const isUsable = answer.flag_aa && (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN);
  return isUsable
    ? { rcode, answers: answer.answers ?? [], authorities: answer.authorities ?? [] }
    : undefined;
}

function lifetimeSeconds(reply: DnsReply): number {
  if (reply.rcode === RCODE.SERVFAIL) return 0;
  const soa = reply.authorities.find((record) => record.type === 'SOA');
  const negative = soa ? [soa.data.minimum ?? 0] : [];
  return Math.min(...reply.answers.map(ttlOf), ...negative);
}

/** The entry as it is told to a later client: TTLs count down, the owner's spelling is the question's. */
function aged({ reply, storedAt }: CacheEntry, question: Question, now: number): DnsReply {
  const age = Math.floor((now - storedAt) / 1000);
  const wanted = canonicalName(question.name);
  const retell = (record: Answer): Answer => ({
    ...record,
    name: canonicalName(record.name) === wanted ? question.name : record.name,
    ...('ttl' in record && { ttl: Math.max(0, ttlOf(record) - age) }),
  });
  return { ...reply, answers: reply.answers.map(retell), authorities: reply.authorities.map(retell) };
}

function ttlOf(record: Answer): number {
  return 'ttl' in record ? (record.ttl ?? 0) : 0;
}
