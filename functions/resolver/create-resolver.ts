/**
 * Our own small DNS resolver: it finds a zone's name servers and asks each of them directly, and it shows what
 * the system's resolver hides: authority, response codes, who was silent. It keeps nothing between questions.
 */
import { getServers } from 'node:dns';
import type {
  DnsInspector,
  DnsLookups,
  NameServerAddress,
  Resolver,
  TxtAnswer,
} from '../engine/ports/dns.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { canAskAuthorities } from './can-ask-authorities.ts';
import { createExchange, createSingleExchange, type Exchange } from './exchange.ts';
import { createInspector } from './inspector.ts';
import { createLookups } from './lookups.ts';
import { isSameName, isUsable, type Reply } from './message.ts';
import { findNameServers } from './name-servers.ts';
import { DNS_PORT, parseServerAddress } from './server-address.ts';

export type ResolverOptions = {
  clock: Clock;
  /** Asked for delegations only, in turn: `host`, `host:port` or `[IPv6]:port`. @default the system's */
  recursiveServers?: string[] | undefined;
  /** Where authoritative name servers listen. @default 53 */
  nameServerPort?: number | undefined;
  /** How long one try waits for an answer; a silent server takes two tries, over UDP and over TCP. @default 2000 */
  queryTimeoutMs?: number | undefined;
};

/** @throws RenewerError `config-invalid` for a recursive server that is not an address. */
export function createResolver({
  clock,
  recursiveServers = getServers(),
  nameServerPort = DNS_PORT,
  queryTimeoutMs = 2_000,
}: ResolverOptions): Resolver & DnsLookups & DnsInspector {
  const exchange = createExchange(clock, queryTimeoutMs);
  const source = { exchange, nameServerPort, recursiveServers: recursiveServers.map(parseServerAddress) };
  return {
    findNameServers: (zoneName, deadline) => findNameServers(zoneName, source, deadline),
    askTxt: (server, name, deadline) => askTxt(server, name, exchange, deadline),
    canAskAuthorities: (zoneName, deadline) => canAskAuthorities(zoneName, source, deadline),
    ...createLookups(source),
    ...createInspector(source, createSingleExchange(clock, queryTimeoutMs)),
  };
}

async function askTxt(
  { address, port }: NameServerAddress,
  name: string,
  exchange: Exchange,
  deadline: Deadline,
): Promise<TxtAnswer> {
  const question = { name, type: 'TXT', recursionDesired: false } as const;
  const outcome = await exchange({ host: address, port }, question, deadline);
  if ('failure' in outcome) return { kind: 'failure', reason: outcome.failure, silent: outcome.silent };
  const { rcode, authoritative } = outcome.reply;
  if (!isUsable(rcode)) return { kind: 'failure', reason: rcode };
  if (!authoritative) return { kind: 'failure', reason: 'answers without authority (lame)' };
  return { kind: 'answer', values: valuesAt(name, outcome.reply) };
}

/**
 * Only what is at this very name: before our value is there, a wildcard CNAME of the zone may lead to other TXT
 * records. The character-strings of one record are one value (RFC 8555 §8.4, RFC 1035 §3.3.14).
 */
function valuesAt(name: string, { answers }: Reply): string[] {
  return answers.flatMap((record) => {
    if (record.type !== 'TXT' || !isSameName(record.name, name)) return [];
    const strings = [record.data].flat().map((part) => Buffer.from(part));
    return [Buffer.concat(strings).toString('utf8')];
  });
}
