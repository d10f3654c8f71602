/**
 * Our own small DNS resolver: it finds a zone's name servers and asks each of them directly, and it shows what the
 * system's resolver hides: authority, response codes, silent servers. It keeps nothing between questions.
 */
import { getServers } from 'node:dns';
import type { DnsInspector, DnsLookups, Resolver } from '../engine/ports/dns.ts';
import type { Clock } from '../engine/ports/time.ts';
import { askSoa, askTxt } from './authoritative.ts';
import { canAskAuthorities } from './can-ask-authorities.ts';
import { checkDnssec } from './dnssec.ts';
import { createExchange, createSingleExchange } from './exchange.ts';
import { askExistence } from './existence.ts';
import { lookUpCaa, lookUpCname } from './lookups.ts';
import { findNameServers } from './name-servers.ts';
import { DNS_PORT, parseServerAddress } from './server-address.ts';

export type ResolverOptions = {
  clock: Clock;
  /** Asked in turn, never for TXT records: `host`, `host:port` or `[IPv6]:port`. @default the system's */
  recursiveServers?: string[] | undefined;
  /** Where authoritative name servers listen. @default 53 */
  nameServerPort?: number | undefined;
  /** How long one try waits for an answer; a silent server costs two tries, over UDP and over TCP. @default 2000 */
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
  const singleExchange = createSingleExchange(clock, queryTimeoutMs);
  const source = { exchange, nameServerPort, recursiveServers: recursiveServers.map(parseServerAddress) };
  return {
    findNameServers: (zoneName, deadline) => findNameServers(zoneName, source, deadline),
    canAskAuthorities: (zoneName, deadline) => canAskAuthorities(zoneName, source, deadline),
    askTxt: (server, name, deadline) => askTxt(server, name, exchange, deadline),
    askExistence: (server, name, deadline) => askExistence(server, name, exchange, deadline),
    askSoa: (server, zoneName, transport, deadline) =>
      askSoa(server, zoneName, transport, singleExchange, deadline),
    lookUpCname: (name, deadline) => lookUpCname(name, source, deadline),
    lookUpCaa: (name, deadline) => lookUpCaa(name, source, deadline),
    checkDnssec: (zoneName, deadline) => checkDnssec(zoneName, source, deadline),
  };
}
