/**
 * Reads the two NS sets of a zone where they stand: the parent's servers give theirs in a referral, without authority (RFC 1034
 * §4.2.1), the zone's own servers in an answer. A recursive resolver names one of both, and does not say which. Where port 53
 * is closed, or the parent is silent, what the resolver named stays.
 */
import { deadlineWithin } from '../engine/deadline.ts';
import { canonicalName, isSameName, isWithin, parentOf } from '../engine/dns/name.ts';
import { printable } from '../engine/errors.ts';
import type { Delegation, NameServerAddress } from '../engine/ports/dns.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { type DelegationSource, findAddresses, keepReachable, mergeAddresses } from './addresses.ts';
import { isUsable, type Reply } from './message.ts';
import { MAX_NAME_SERVERS } from './name-servers.ts';
import { askRecursive } from './recursive.ts';

export type NsSetSource = DelegationSource & {
  clock: Clock;
  /** How long both sets are waited for, at the most. */
  patienceMs: number;
};

/** The servers of one set that are asked, one after the other while none has answered; the same ones again where there are fewer. */
const MOST_SERVERS_ASKED = 3;
const NEXT_SERVER_MS = 300;

/** @param found what a resolver names. */
export async function readDelegation(
  zoneName: string,
  found: NameServerAddress[],
  source: NsSetSource,
  deadline: Deadline,
): Promise<Delegation> {
  const patience = deadlineWithin(deadline, source.patienceMs, source.clock);
  const [parents, own] = await Promise.all([
    attempt(() => askParent(zoneName, source, patience)),
    attempt(() => askZone(zoneName, found, source, patience)),
  ]);
  deadline.signal.throwIfAborted();
  const named = namesOf(found);
  const zones = 'names' in own ? own.names : named;
  const further = [...('names' in parents ? parents.names : []), ...zones];
  const missing = [...new Set(further)].filter((name) => !named.includes(name)).slice(0, MAX_NAME_SERVERS);
  const more = await findAddresses(missing, source, deadline);
  const servers = await keepReachable(mergeAddresses([...found, ...more.servers]), deadline);
  if ('reason' in parents) return { servers, compared: { unknown: parents.reason } };
  return {
    servers,
    compared: {
      atParent: parents.names,
      parentOnly: parents.names.filter((name) => !zones.includes(name)),
      zoneOnly: zones.filter((name) => !parents.names.includes(name)),
    },
  };
}

/** An empty set where its servers say that they know of no delegation. */
async function askParent(zoneName: string, source: NsSetSource, deadline: Deadline): Promise<string[]> {
  const nameServers = await findNamesAbove(zoneName, source, deadline);
  const ask = async (nameServer: string, bounded: Deadline) => {
    const { servers } = await findAddresses([nameServer], source, bounded);
    const [server] = await keepReachable(servers, bounded);
    if (server === undefined) throw new Error(`${printable(nameServer)} has no address`);
    const reply = await askNs(server, zoneName, source, bounded);
    const names = nsNames(zoneName, [...reply.answers, ...reply.authorities]);
    if (names.length === 0 && !reply.authoritative) throw noSet(server, 'refers elsewhere');
    return names;
  };
  return firstAnswer(nameServers, ask, source.clock, deadline);
}

async function askZone(
  zoneName: string,
  found: readonly NameServerAddress[],
  source: NsSetSource,
  deadline: Deadline,
): Promise<string[]> {
  const ask = async (server: NameServerAddress, bounded: Deadline) => {
    const reply = await askNs(server, zoneName, source, bounded);
    const names = reply.authoritative ? nsNames(zoneName, reply.answers) : [];
    if (names.length === 0) throw noSet(server, 'gives no NS records');
    return names;
  };
  return firstAnswer(found, ask, source.clock, deadline);
}

/** The name servers of the nearest zone above: not every label is one. */
async function findNamesAbove(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<string[]> {
  let below = zoneName;
  while (below.includes('.')) {
    const name = parentOf(below);
    const answer = await askRecursive({ name, type: 'NS', recursionDesired: true }, source, deadline);
    if ('failure' in answer) throw new Error(answer.failure);
    const names = nsNames(name, answer.reply.answers);
    if (names.length > 0) return names;
    below = belowZone(name, answer.reply);
  }
  throw new Error('no name servers of its parent are found');
}

/** A negative answer names the zone that gave it: then the labels between need no question. */
function belowZone(name: string, { soaOwner }: Reply): string {
  const zone = canonicalName(soaOwner ?? '');
  if (zone === '' || zone === name || !isWithin(name, zone)) return name;
  const label = name
    .slice(0, -zone.length - 1)
    .split('.')
    .at(-1);
  return `${label}.${zone}`;
}

async function askNs(
  server: NameServerAddress,
  zoneName: string,
  { exchange }: DelegationSource,
  deadline: Deadline,
): Promise<Reply> {
  const question = { name: zoneName, type: 'NS', recursionDesired: false } as const;
  const outcome = await exchange({ host: server.address, port: server.port }, question, deadline);
  if ('failure' in outcome) throw noSet(server, `gave ${outcome.failure}`);
  if (!isUsable(outcome.reply.rcode)) throw noSet(server, `says ${outcome.reply.rcode}`);
  return outcome.reply;
}

function nsNames(zoneName: string, records: Reply['answers']): string[] {
  const names = records.flatMap((record) =>
    record.type === 'NS' && isSameName(record.name, zoneName) ? [canonicalName(record.data)] : [],
  );
  return [...new Set(names)].slice(0, MAX_NAME_SERVERS);
}

function namesOf(servers: readonly NameServerAddress[]): string[] {
  return servers.flatMap(({ nameServer, alsoNamed = [] }) => [nameServer, ...alsoNamed].map(canonicalName));
}

/** Each next server is asked when no answer has come for a moment: a silent one costs little, and most cost no question. */
async function firstAnswer<Server>(
  servers: readonly Server[],
  ask: (server: Server, deadline: Deadline) => Promise<string[]>,
  clock: Clock,
  deadline: Deadline,
): Promise<string[]> {
  const answered = new AbortController();
  const bounded = { at: deadline.at, signal: AbortSignal.any([deadline.signal, answered.signal]) };
  const inTurn = [...servers, ...servers, ...servers].slice(0, MOST_SERVERS_ASKED);
  const asked = inTurn.map(async (server, i) => {
    if (i > 0) await clock.sleep(i * NEXT_SERVER_MS, bounded);
    return ask(server, bounded);
  });
  try {
    return await Promise.any(asked);
  } finally {
    answered.abort();
  }
}

async function attempt(ask: () => Promise<string[]>): Promise<{ names: string[] } | { reason: string }> {
  try {
    return { names: await ask() };
  } catch (thrown) {
    const errors = thrown instanceof AggregateError ? thrown.errors : [thrown];
    return { reason: [...new Set(errors.map(wordsOf))].join('; ') };
  }
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.name === 'Error' ? thrown.message : 'no answer in time';
}

function noSet({ nameServer, address }: NameServerAddress, seen: string): Error {
  return new Error(`${printable(nameServer)} (${address}) ${seen}`);
}
