/**
 * The registry's name server: the parent of every zone that has no other zone of the book above it. It knows only delegations
 * and answers with a referral (RFC 1034 §4.2.1): the NS set at the parent, in the authority section, without authority.
 */
import type { Answer, Question } from 'dns-packet';
import { type DnsReply, RCODE } from './dns-socket.ts';
import { canonicalName, isWithin } from './owner-names.ts';
import type { Zone, ZoneBook } from './zone-book.ts';

export const REGISTRY = { name: 'a.registry.test', address: '127.0.0.9' };

const TTL = 3600;

export function answerFromRegistry(book: ZoneBook, question: Question): DnsReply {
  const name = canonicalName(question.name);
  const zone = topZone(book, name);
  if (zone?.delegated) return { rcode: RCODE.NOERROR, answers: [], authorities: delegationOf(zone) };
  const tld = topLevelOf(name);
  const own = { rcode: RCODE.NOERROR, authoritative: true, answers: [], authorities: [soaOf(tld)] };
  if (name !== tld) return { ...own, rcode: RCODE.NXDOMAIN };
  return question.type === 'NS' ? { ...own, ...answerOfTopLevel(question.name), authorities: [] } : own;
}

/** What a resolver is told of a top-level domain, or of the registry's own name; undefined for any other name. */
export function knownToRoot(book: ZoneBook, question: Question): DnsReply | undefined {
  const name = canonicalName(question.name);
  if (name === REGISTRY.name) {
    const address = { type: 'A' as const, name: question.name, ttl: TTL, data: REGISTRY.address };
    return { rcode: RCODE.NOERROR, answers: question.type === 'A' ? [address] : [], authorities: [] };
  }
  const isTopLevel = name === topLevelOf(name) && book.zones.some((zone) => isWithin(zone.name, name));
  return isTopLevel && question.type === 'NS' ? answerOfTopLevel(question.name) : undefined;
}

/** The parent's NS set; the zone's own may be another one. */
export function delegationOf({ name, delegatedTo, nameServers }: Zone, spelt = name): Answer[] {
  return (delegatedTo ?? nameServers).map((data) => ({ type: 'NS' as const, name: spelt, ttl: TTL, data }));
}

function answerOfTopLevel(name: string): DnsReply {
  const answers = [{ type: 'NS' as const, name, ttl: TTL, data: REGISTRY.name }];
  return { rcode: RCODE.NOERROR, answers, authorities: [] };
}

function topZone({ zones }: ZoneBook, name: string): Zone | undefined {
  return zones
    .filter((zone) => isWithin(name, zone.name))
    .toSorted((a, b) => a.name.length - b.name.length)[0];
}

function topLevelOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function soaOf(name: string): Answer {
  const data = { mname: REGISTRY.name, rname: `hostmaster.${REGISTRY.name}`, serial: 1, minimum: 300 };
  return { type: 'SOA', name, ttl: TTL, data };
}
