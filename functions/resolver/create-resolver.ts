/**
 * Our own small DNS resolver: it finds a zone's name servers and asks each of them directly, and it shows what the
 * system's resolver hides: authority, response codes, silent servers. Between questions it keeps only which resolvers were
 * silent, and for a minute what has just failed for good.
 */
import { getServers } from 'node:dns';
import type { DnsInspector, DnsLookups, Resolver } from '../engine/ports/dns.ts';
import type { Clock } from '../engine/ports/time.ts';
import { askSoa, askTxt } from './authoritative.ts';
import { lookUpCaa } from './caa-lookup.ts';
import { canAskAuthorities } from './can-ask-authorities.ts';
import { readDelegation } from './delegation.ts';
import { checkDnssec } from './dnssec.ts';
import { createExchange, createSingleExchange } from './exchange.ts';
import { askExistence } from './existence.ts';
import { lookUpCname } from './lookups.ts';
import { findNameServers } from './name-servers.ts';
import { createSearchOrder, notingSilence } from './search-order.ts';
import { DNS_PORT, parseServerAddress } from './server-address.ts';
import { createTries } from './tries.ts';

export type ResolverOptions = {
  clock: Clock;
  /**
   * Asked in turn, one that was silent last; never for TXT records: `host`, `host:port` or `[IPv6]:port`.
   * @default the system's
   */
  recursiveServers?: string[] | undefined;
  /** Asked about DNSSEC alone, at once, one that was silent last. @default none: then nothing is known of it */
  validatingServers?: readonly string[] | undefined;
  /** Where authoritative name servers listen. @default 53 */
  nameServerPort?: number | undefined;
  /**
   * Asks name servers at loopback, private, link-local and other addresses that nobody has on the Internet: for a local world.
   * @default false
   */
  allowPrivateNameServers?: boolean | undefined;
  /** How long one try waits for an answer; the one over TCP begins a moment after that over UDP. @default 2000 */
  queryTimeoutMs?: number | undefined;
};

/** @throws RenewerError `config-invalid` for a recursive or validating server that is not an address. */
export function createResolver({
  clock,
  recursiveServers = getServers(),
  validatingServers = [],
  nameServerPort = DNS_PORT,
  allowPrivateNameServers = false,
  queryTimeoutMs = 2_000,
}: ResolverOptions): Resolver & DnsLookups & DnsInspector {
  const order = createSearchOrder(clock);
  const exchange = notingSilence(createExchange(clock, queryTimeoutMs), order);
  const singleExchange = createSingleExchange(clock, queryTimeoutMs);
  const source = {
    exchange,
    order,
    tries: createTries(clock, queryTimeoutMs),
    nameServerPort,
    recursiveServers: recursiveServers.map(parseServerAddress),
    allowPrivateNameServers,
    clock,
    patienceMs: queryTimeoutMs,
    validatingServers: validatingServers.map(parseServerAddress),
  };
  return {
    findNameServers: (zoneName, deadline) => findNameServers(zoneName, source, deadline),
    readDelegation: (zoneName, found, deadline) => readDelegation(zoneName, found, source, deadline),
    canAskAuthorities: (zoneName, silent, deadline) => canAskAuthorities(zoneName, silent, source, deadline),
    askTxt: (server, name, deadline) => askTxt(server, name, exchange, deadline),
    askExistence: (server, name, deadline) => askExistence(server, name, source, deadline),
    askSoa: (server, zoneName, transport, deadline) =>
      askSoa(server, zoneName, transport, singleExchange, deadline),
    lookUpCname: (name, deadline) => lookUpCname(name, source, deadline),
    lookUpCaa: (name, deadline) => lookUpCaa(name, source, deadline),
    checkDnssec: (zoneName, deadline) => checkDnssec(zoneName, source, deadline),
  };
}
