/** The addresses of name servers, by recursive resolvers, and which of them this host can reach at all. It asks no name server. */
import type { NameServerAddress } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { isSpecialAddress } from '../engine/special-addresses.ts';
import { type Question, recordsOf } from './message.ts';
import { askRecursive, type RecursiveSource } from './recursive.ts';
import { hasRouteTo } from './udp.ts';

export type DelegationSource = RecursiveSource & {
  nameServerPort: number;
  /** Takes addresses that no name server on the Internet has, too. */
  allowPrivateNameServers: boolean;
};

/** More than the servers of any zone have: a hostile answer cannot make us ask more, or open more sockets. */
const MAX_ADDRESSES = 32;

export type FoundAddresses = {
  servers: NameServerAddress[];
  /** Which look-up failed, in words, of a name server without any known address: it may have a usable one. */
  failure?: string | undefined;
};

/** Every address of these servers, each once, also those that this host has no route to. Of too many, some of each server. */
export async function findAddresses(
  nameServers: readonly string[],
  source: DelegationSource,
  deadline: Deadline,
): Promise<FoundAddresses> {
  const found = await Promise.all(nameServers.map((name) => findAddressesOf(name, source, deadline)));
  const taken = found.map(({ servers }) =>
    source.allowPrivateNameServers ? servers : servers.filter(({ address }) => !isSpecialAddress(address)),
  );
  // A private address is a fault by itself: the look-up of the other family, which failed, would not mend it.
  const failure = found.find((one) => one.failure !== undefined && one.servers.length === 0)?.failure;
  return { servers: mergeAddresses(inTurns(taken, MAX_ADDRESSES)), failure };
}

/** The first of each list, then the second of each, and so on, until there are `most`; each list stays together. */
function inTurns<Item>(lists: readonly (readonly Item[])[], most: number): Item[] {
  const counts = lists.map(() => 0);
  for (let taken = 0, turn = 0; taken < most && lists.some((list) => list.length > turn); turn += 1) {
    for (const [i, list] of lists.entries()) {
      if (list.length <= turn || taken === most) continue;
      counts[i] = turn + 1;
      taken += 1;
    }
  }
  return lists.flatMap((list, i) => list.slice(0, counts[i]));
}

/** An address is asked once but keeps all its names: they tell whose server it is. */
export function mergeAddresses(found: readonly NameServerAddress[]): NameServerAddress[] {
  const merged = [...Map.groupBy(found, ({ address }) => address).values()].flatMap(underOneName);
  return merged.slice(0, MAX_ADDRESSES);
}

/**
 * Those that this host has a route to. All of them when there is none: it is this host that lacks IPv6, and nothing is held
 * against the servers (canAskAuthorities).
 */
export async function keepReachable(
  servers: readonly NameServerAddress[],
  deadline: Deadline,
): Promise<NameServerAddress[]> {
  const routed = await Promise.all(servers.map((server) => isRouted(server, deadline)));
  const reachable = servers.filter((_, i) => routed[i]);
  return reachable.length === 0 ? [...servers] : reachable;
}

/** A host without IPv4 is rare, and its resolver's answers tell: only the other family is tested. */
async function isRouted({ address, port }: NameServerAddress, deadline: Deadline): Promise<boolean> {
  return !address.includes(':') || hasRouteTo({ host: address, port }, deadline);
}

function underOneName([first, ...others]: NameServerAddress[]): NameServerAddress[] {
  if (first === undefined) return [];
  const names = others.flatMap(({ nameServer, alsoNamed: more = [] }) => [nameServer, ...more]);
  const alsoNamed = [...new Set([...(first.alsoNamed ?? []), ...names])];
  return [alsoNamed.length === 0 ? first : { ...first, alsoNamed }];
}

async function findAddressesOf(
  nameServer: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<FoundAddresses> {
  const [v4, v6] = await Promise.all([
    lookUp({ name: nameServer, type: 'A', recursionDesired: true }, source, deadline),
    lookUp({ name: nameServer, type: 'AAAA', recursionDesired: true }, source, deadline),
  ]);
  const addresses = [...v4.addresses, ...v6.addresses];
  const servers = addresses.map((address) => ({ nameServer, address, port: source.nameServerPort }));
  return { servers, failure: v4.failure ?? v6.failure };
}

/** A name server whose address cannot be found does not count beside others: the CA does not find it either. */
async function lookUp(
  question: Question & { type: 'A' | 'AAAA' },
  source: DelegationSource,
  deadline: Deadline,
): Promise<{ addresses: string[]; failure?: string }> {
  const answer = await askRecursive(question, source, deadline);
  if ('failure' in answer) return { addresses: [], failure: answer.failure };
  return { addresses: recordsOf(question.name, question.type, answer.reply).map(({ data }) => data) };
}
