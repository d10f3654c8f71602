/**
 * Replaces a recursive resolver: the CA's, and the one of the product's `resolver` option. It follows CNAMEs from zone to
 * zone and keeps answers, negative ones too (RFC 2308), as Let's Encrypt's resolvers do for up to a minute: who asks too
 * early does not see the value for that long. upstream.ts asks the name servers, validation.ts does DNSSEC.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, DecodedPacket, Question } from 'dns-packet';
import { type DnsHandler, type DnsReply, listenDns, RCODE } from './dns-socket.ts';
import { canonicalName } from './owner-names.ts';
import { type Asked, inMode, type Meeting, unanswered } from './server-modes.ts';
import { createUpstream, SERVFAIL, type UpstreamOptions } from './upstream.ts';
import { validate, wantsAuthenticData } from './validation.ts';

export type ForwarderOptions = UpstreamOptions & {
  now: () => number;
  /** Upper limit; the TTL, or the SOA's minimum of a negative answer, may be less. 0 keeps nothing. */
  cacheSeconds: number;
  /** Puts the authority and additional sections into the answer, as the resolver of WSL does. */
  mergesSections: boolean;
  meets: (asked: Asked) => Meeting | undefined;
};

type CacheEntry = { reply: DnsReply; storedAt: number; expiresAt: number };

const MAX_CNAMES = 8;
/** More than a zone has. Nothing answers there. */
const PARENTS_SERVERS: Answer[] = Array.from({ length: 8 }, (_, i) => {
  return { type: 'A', name: `ns${i}.parent.test`, ttl: 3600, data: `127.0.0.${41 + i}` };
});

export async function startForwarder(options: ForwarderOptions) {
  const cache = new Map<string, CacheEntry>();
  const askUpstream = createUpstream(options);

  const socket = await listenDns('127.0.0.1', 0, metBy(options.meets, answer));

  async function answer(question: Question, query: DecodedPacket): Promise<DnsReply> {
    const { authenticData = false, ...reply } = await resolve(question, !query.flag_cd);
    const tellsAuthentic = authenticData && wantsAuthenticData(query);
    const shown = options.mergesSections ? await merged(question, reply) : reply;
    return { ...shown, authenticData: tellsAuthentic, authoritative: false, recursionAvailable: true };
  }

  async function resolve(question: Question, checked: boolean, hops = 0): Promise<DnsReply> {
    const reply = await lookUpChecked(question, checked);
    const last = reply.answers.at(-1);
    const isOpen = last?.type === 'CNAME' && question.type !== 'CNAME' && reply.authorities.length === 0;
    if (!isOpen) return reply;
    if (hops === MAX_CNAMES) return SERVFAIL;
    const rest = await resolve({ ...question, name: last.data }, checked, hops + 1);
    const authenticData = Boolean(reply.authenticData && rest.authenticData);
    return { ...rest, authenticData, answers: [...reply.answers, ...rest.answers] };
  }

  async function lookUpChecked(question: Question, checked: boolean): Promise<DnsReply> {
    const zone = options.book.zoneOf(canonicalName(question.name));
    const said = zone?.delegated ? validate(question, zone, checked) : undefined;
    if (said) return said;
    const reply = await lookUp(question);
    const isSigned = zone?.dnssec === 'signed' && checked && reply.rcode !== RCODE.SERVFAIL;
    return isSigned ? { ...reply, authenticData: true } : reply;
  }

  async function lookUp(question: Question): Promise<DnsReply> {
    const key = `${question.type} ${canonicalName(question.name)}`;
    const cached = cache.get(key);
    if (cached && cached.expiresAt > options.now()) return aged(cached, question, options.now());
    const reply = await askUpstream(question);
    const storedAt = options.now();
    const seconds = Math.min(options.cacheSeconds, lifetimeSeconds(reply));
    cache.set(key, { reply, storedAt, expiresAt: storedAt + seconds * 1000 });
    return reply;
  }

  /** With the zone's name servers and their addresses behind the records that were asked for, and its parent's. */
  async function merged({ name }: Question, { answers, authorities, ...reply }: DnsReply): Promise<DnsReply> {
    const zone = options.book.zoneOf(canonicalName(name));
    const servers = zone?.delegated
      ? (await lookUp({ name: zone.name, type: 'NS', class: 'IN' })).answers
      : [];
    const addresses = servers.map(async (server) =>
      server.type === 'NS' ? (await lookUp({ name: server.data, type: 'A', class: 'IN' })).answers : [],
    );
    const additionals = [...(await Promise.all(addresses)).flat(), ...PARENTS_SERVERS];
    return { ...reply, answers: [...answers, ...authorities, ...servers, ...additionals], authorities: [] };
  }

  return {
    address: `127.0.0.1:${socket.port}`,
    flush: () => cache.clear(),
    stop: () => socket.stop(),
  };
}

/** As `answer` has it, but for the questions that meet something. */
function metBy(
  meets: ForwarderOptions['meets'],
  answer: (question: Question, query: DecodedPacket) => Promise<DnsReply>,
): DnsHandler {
  return async (question, transport, query) => {
    const name = canonicalName(question.name);
    const asked = { server: 'resolver', name, type: question.type, transport, fromForwarder: false };
    const { mode = 'normal', delayMs = 0 } = meets(asked) ?? {};
    const nothing = unanswered(mode, transport);
    if (nothing) return nothing;
    if (delayMs > 0) await sleep(delayMs);
    return inMode(mode, await answer(question, query), transport);
  };
}

function lifetimeSeconds(reply: DnsReply): number {
  if (reply.rcode === RCODE.SERVFAIL) return 0;
  const soa = reply.authorities.find((record) => record.type === 'SOA');
  const negative = soa ? [soa.data.minimum ?? 0] : [];
  return Math.min(...reply.answers.map(ttlOf), ...negative);
}

/** The entry as a later client gets it: TTLs count down, the owner is spelt as in the question. */
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
