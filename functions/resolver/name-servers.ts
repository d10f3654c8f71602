/**
 * Finds a zone's delegated name servers through recursive resolvers: the NS RRset, then every address. A resolver is
 * never asked for TXT records: it would cache "no such name".
 */
import { isSameName } from '../engine/dns/name.ts';
import { printable, RenewerError } from '../engine/errors.ts';
import type { NameServerAddress } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { type Question, recordsOf } from './message.ts';
import { askRecursive, type RecursiveSource } from './recursive.ts';
import { formatServerAddress } from './server-address.ts';
import { hasRouteTo } from './udp.ts';

export type DelegationSource = RecursiveSource & { nameServerPort: number };

/** More than any zone has: a hostile answer cannot make us ask more. */
export const MAX_NAME_SERVERS = 16;

/**
 * Every address of every name server, each once; IPv6 addresses only where this host has a route to them.
 * @throws RenewerError `not-delegated`: for a person when DNS says so, for the next run when it could not be asked.
 */
export async function findNameServers(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<NameServerAddress[]> {
  const nameServers = await findNames(zoneName, source, deadline);
  const found = await Promise.all(nameServers.map((name) => findAddresses(name, source, deadline)));
  const servers = mergeAddresses(found.flat());
  if (servers.length === 0) {
    const seen = `its name servers ${nameServers.map((name) => printable(name)).join(', ')} have no address`;
    throw notDelegated(zoneName, `${seen} that this host can reach`);
  }
  return servers;
}

/** An address is asked once but keeps all its names: they tell whose server it is. */
export function mergeAddresses(found: readonly NameServerAddress[]): NameServerAddress[] {
  return [...Map.groupBy(found, ({ address }) => address).values()].flatMap(underOneName);
}

function underOneName([first, ...others]: NameServerAddress[]): NameServerAddress[] {
  if (first === undefined) return [];
  const names = others.flatMap(({ nameServer, alsoNamed: more = [] }) => [nameServer, ...more]);
  const alsoNamed = [...new Set([...(first.alsoNamed ?? []), ...names])];
  return [alsoNamed.length === 0 ? first : { ...first, alsoNamed }];
}

async function findNames(zoneName: string, source: DelegationSource, deadline: Deadline): Promise<string[]> {
  const answer = await askRecursive({ name: zoneName, type: 'NS', recursionDesired: true }, source, deadline);
  if ('failure' in answer)
    throw answer.dnssecBroken
      ? dnssecBroken(zoneName, answer.failure)
      : notAnswered(zoneName, answer.failure);
  const { reply, server } = answer;
  const names = reply.answers.flatMap((record) =>
    record.type === 'NS' && isSameName(record.name, zoneName) ? [record.data.toLowerCase()] : [],
  );
  if (names.length === 0) {
    const said = reply.rcode === 'NOERROR' ? 'it has no NS records' : `${reply.rcode} for it`;
    throw notDelegated(zoneName, `the resolver ${formatServerAddress(server)} says ${said}`);
  }
  return [...new Set(names)].slice(0, MAX_NAME_SERVERS);
}

export async function findAddresses(
  nameServer: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<NameServerAddress[]> {
  const port = source.nameServerPort;
  const [v4, v6] = await Promise.all([
    lookUp({ name: nameServer, type: 'A', recursionDesired: true }, source, deadline),
    lookUp({ name: nameServer, type: 'AAAA', recursionDesired: true }, source, deadline),
  ]);
  const routed = await Promise.all(v6.map((host) => hasRouteTo({ host, port })));
  return [...v4, ...v6.filter((_, i) => routed[i])].map((address) => ({ nameServer, address, port }));
}

/** A name server whose address cannot be found does not count: the CA does not find it either. */
async function lookUp(
  question: Question & { type: 'A' | 'AAAA' },
  source: DelegationSource,
  deadline: Deadline,
): Promise<string[]> {
  const answer = await askRecursive(question, source, deadline);
  if ('failure' in answer) return [];
  return recordsOf(question.name, question.type, answer.reply).map(({ data }) => data);
}

function notDelegated(zoneName: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'not-delegated',
    disposition: 'person',
    subject: zoneName,
    message:
      `The zone ${zoneName} is not delegated in DNS: ${seen}. ` +
      'At the registrar, set the name servers that DNScale shows for the zone.',
  });
}

function notAnswered(zoneName: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'not-delegated',
    disposition: 'next-run',
    subject: zoneName,
    message:
      `The name servers of the zone ${zoneName} could not be found: ${seen}. The next run asks again; if it ` +
      'fails there too, check the delegation at the registrar and the DNSSEC records of the zone.',
  });
}

export function dnssecBroken(name: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'dnssec-broken',
    disposition: 'person',
    subject: name,
    message:
      `DNSSEC is broken for ${name}: ${seen}, and it resolves only with checking disabled. No CA issues for such a ` +
      'name. At the registrar, correct or remove the DS record of the zone; no order is made until then.',
  });
}
