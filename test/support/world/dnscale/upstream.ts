/**
 * The forwarder's questions to name servers, in turn until one gives a usable answer. The zone book serves as root and
 * parent zones: it says which zones are delegated, and where. Top-level domains are the registry's. This keeps nothing and
 * follows no CNAME.
 */
import type { DecodedPacket, Question } from 'dns-packet';
import { askServer } from './dns-client.ts';
import { type DnsReply, RCODE } from './dns-socket.ts';
import type { NameServer } from './name-servers.ts';
import { canonicalName } from './owner-names.ts';
import { delegationOf, knownToRoot } from './registry.ts';
import type { ZoneBook } from './zone-book.ts';

export type UpstreamOptions = {
  book: ZoneBook;
  /** They are asked about every zone that is not delegated elsewhere, whatever its NS set says. */
  servers: readonly NameServer[];
  port: number;
};

const TIMEOUT_MS = 400;
export const SERVFAIL: DnsReply = { rcode: RCODE.SERVFAIL, answers: [], authorities: [] };
/** The parent's answer for a name that it does not delegate. Kept as long as the cache allows. */
const NXDOMAIN: DnsReply = { rcode: RCODE.NXDOMAIN, answers: [], authorities: [] };

/** Each question begins with the server after the last question's first. */
export function createUpstream({ book, servers, port }: UpstreamOptions) {
  const own = servers.map(({ address }) => address);
  let turn = 0;

  async function askInTurn(addresses: readonly string[], question: Question): Promise<DnsReply> {
    turn += 1;
    const first = turn; // Other questions change it while this one waits.
    for (let i = 0; i < addresses.length; i += 1) {
      const address = addresses[(first + i) % addresses.length] ?? '';
      const answer = await askServer(address, port, question, TIMEOUT_MS);
      const reply = answer && usableReply(answer);
      if (reply) return reply;
    }
    return SERVFAIL;
  }

  return async (question: Question): Promise<DnsReply> => {
    const name = canonicalName(question.name);
    const zone = book.zoneOf(name);
    if (!zone?.delegated) return knownToRoot(book, question) ?? NXDOMAIN;
    const { delegatedTo } = zone;
    if (!delegatedTo) return askInTurn(own, question);
    // Many resolvers prefer the parent's NS set; the zone's own servers would name themselves.
    if (question.type === 'NS' && name === zone.name)
      return { rcode: RCODE.NOERROR, answers: delegationOf(zone, question.name), authorities: [] };
    return askInTurn(addressesOf(delegatedTo, book), question);
  };
}

function addressesOf(nameServers: readonly string[], book: ZoneBook): string[] {
  return nameServers.map(canonicalName).flatMap((name) => {
    const zone = book.zoneOf(name);
    const records = zone ? book.recordsOf(zone) : [];
    const found = records.filter((record) => record.name === name && ['A', 'AAAA'].includes(record.type));
    return found.map(({ content }) => content);
  });
}

/** Undefined for a lame answer, SERVFAIL or REFUSED: then the next server is asked. */
function usableReply(answer: DecodedPacket): DnsReply | undefined {
  const rcode = (answer.flags ?? 0) & 0xf;
  const isUsable = answer.flag_aa && (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN);
  return isUsable
    ? { rcode, answers: answer.answers ?? [], authorities: answer.authorities ?? [] }
    : undefined;
}
