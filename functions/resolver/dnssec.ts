/**
 * Whether DNSSEC is intact, as validating resolvers see it: they mark validated answers (AD) and refuse forged ones, unless
 * they are told not to check (RFC 4035 §3.2). Nothing is validated here. The system's resolver is not asked: AWS's neither
 * heeds these flags nor sets them, and validates only where that was switched on.
 */
import { canonicalName, isSameName, isWithin, parentOf } from '../engine/dns/name.ts';
import type { DnssecStatus } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Reply } from './message.ts';
import {
  askRecursive,
  isPassingReply,
  MAX_RECURSIVE_SERVERS,
  type RecursiveSource,
  type Unanswered,
} from './recursive.ts';
import type { SearchOrder } from './search-order.ts';
import { formatServerAddress, type ServerAddress } from './server-address.ts';

export type DnssecSource = Omit<RecursiveSource, 'recursiveServers'> & {
  validatingServers: readonly ServerAddress[];
  order: SearchOrder;
};

const NO_RESOLVER =
  'no validating resolver is given: name some in `dns.validatingResolvers` of renewer.config.ts, or in ' +
  'DNSCALE_CERTS_VALIDATING_RESOLVERS for the command';

/**
 * Asks the resolvers at once. One that has just been silent, or is found silent meanwhile, is waited for only when no other
 * one can tell.
 * @param name a zone, or a name in one.
 */
export async function checkDnssec(
  name: string,
  source: DnssecSource,
  deadline: Deadline,
): Promise<DnssecStatus> {
  const { validatingServers, order } = source;
  const servers = validatingServers.slice(0, MAX_RECURSIVE_SERVERS);
  if (servers.length === 0) return { status: 'unknown', detail: NO_RESOLVER };
  const check = (server: ServerAddress) => checkBy(server, name, asOnly(server, source), deadline);
  const asked = servers.map((server) => ({
    server,
    answering: order.isSilent(server) ? undefined : check(server),
  }));
  const heard = await Promise.all(
    asked.map(({ server, answering }) => answering && order.orSilence(server, answering)),
  );
  const found = heard.filter((status) => status !== undefined);
  if (found.some(({ status }) => status !== 'unknown')) return judge(found);
  return judge(await Promise.all(asked.map(({ server, answering }) => answering ?? check(server))));
}

function asOnly(server: ServerAddress, source: DnssecSource): RecursiveSource {
  return { ...source, recursiveServers: [server] };
}

/**
 * The word of those that can tell. Broken is only what all of them find broken: one whose cache is old, or that has a fault
 * of its own, makes no person's error where another one has answers that hold.
 */
function judge(found: readonly DnssecStatus[]): DnssecStatus {
  const saying = (wanted: DnssecStatus['status']) => found.filter(({ status }) => status === wanted);
  const broken = saying('broken');
  const intact = INTACT.map(saying).find(({ length }) => length > 0) ?? [];
  const telling = [...broken, ...intact];
  const [first] = telling;
  if (broken.length > 0 && intact.length > 0) return { status: 'disputed', detail: detailsOf(telling) };
  return first
    ? { status: first.status, detail: detailsOf(telling) }
    : { status: 'unknown', detail: detailsOf(found) };
}

/** The first that a resolver says is the word of all: one may not know yet of a zone that is new. */
const INTACT = ['signed', 'unsigned', 'absent'] as const;

function detailsOf(found: readonly DnssecStatus[]): string {
  return [...new Set(found.map(({ detail }) => detail))].join('; ');
}

/** No mark and no DS record: the zone is not signed. No mark but a DS record: this resolver does not validate. */
async function checkBy(
  server: ServerAddress,
  name: string,
  source: RecursiveSource,
  deadline: Deadline,
): Promise<DnssecStatus> {
  const resolver = `the resolver ${formatServerAddress(server)}`;
  const answer = await ask(name, 'SOA', source, deadline);
  if ('failure' in answer) return statusOfFailure(answer);
  const isAbsent = answer.reply.rcode === 'NXDOMAIN' && !isAlias(name, answer.reply);
  if (answer.reply.authenticData) {
    return isAbsent
      ? { status: 'absent', detail: `${resolver} has validated that the name does not exist` }
      : { status: 'signed', detail: `${resolver} has validated it` };
  }
  const zone = zoneOf(name, answer.reply);
  if (zone === undefined) return checkBy(server, parentOf(name), source, deadline);
  const delegation = await ask(zone, 'DS', source, deadline);
  if ('failure' in delegation) return statusOfFailure(delegation);
  if (!hasDs(zone, delegation.reply)) {
    const detail = `${zone} has no DS record at its parent`;
    return isAbsent
      ? { status: 'absent', detail: `${resolver} says that the name does not exist, and ${detail}` }
      : { status: 'unsigned', detail };
  }
  const detail = `${zone} has a DS record at its parent, but ${resolver} does not validate`;
  return { status: 'unknown', detail };
}

function ask(name: string, type: 'SOA' | 'DS', source: RecursiveSource, deadline: Deadline) {
  const question = { name, type, recursionDesired: true, authenticDataWanted: true } as const;
  // One that cannot be reached cannot tell, which stops nothing: a network that does not let it through waits for it once.
  return askRecursive(question, source, deadline, isPassingReply);
}

function statusOfFailure({ failure, dnssecBroken }: Unanswered): DnssecStatus {
  return { status: dnssecBroken ? 'broken' : 'unknown', detail: failure };
}

/** The zone that holds the name; undefined where a CNAME has led the question into another zone. */
function zoneOf(name: string, reply: Reply): string | undefined {
  const owner = reply.soaOwner && canonicalName(reply.soaOwner);
  if (owner !== undefined && isWithin(name, owner)) return owner;
  return isAlias(name, reply) && name.includes('.') ? undefined : name;
}

/** Then "no such name" is said of where the CNAME leads. */
function isAlias(name: string, { answers }: Reply): boolean {
  return answers.some((record) => record.type === 'CNAME' && isSameName(record.name, name));
}

function hasDs(zone: string, { answers }: Reply): boolean {
  return answers.some(({ type, name }) => type === 'DS' && isSameName(name, zone));
}
