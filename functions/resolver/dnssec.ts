/**
 * Whether DNSSEC is intact, as validating resolvers see it: they mark validated answers (AD) and refuse forged ones, unless
 * they are told not to check (RFC 4035 §3.2). Nothing is validated here. The system's resolver is not asked: AWS's neither
 * heeds these flags nor sets them, and validates only where that was switched on.
 */
import { canonicalName, isSameName, isWithin, parentOf } from '../engine/dns/name.ts';
import type { DnssecStatus } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Exchange } from './exchange.ts';
import type { Reply } from './message.ts';
import { askRecursive, MAX_RECURSIVE_SERVERS, type RecursiveSource, type Unanswered } from './recursive.ts';
import { formatServerAddress, type ServerAddress } from './server-address.ts';

export type DnssecSource = { exchange: Exchange; validatingServers: readonly ServerAddress[] };

/** What one resolver finds broken, the CA's may find broken too. One that cannot tell does not count. */
const BY_WEIGHT = ['broken', 'signed', 'unsigned', 'unknown'] as const;

const NO_RESOLVER =
  'no validating resolver is given: name some in `dns.validatingResolvers` of renewer.config.ts, or in ' +
  'DNSCALE_CERTS_VALIDATING_RESOLVERS for the command';

/**
 * Asks the resolvers at once.
 * @param name a zone, or a name in one.
 */
export async function checkDnssec(
  name: string,
  { exchange, validatingServers }: DnssecSource,
  deadline: Deadline,
): Promise<DnssecStatus> {
  const servers = validatingServers.slice(0, MAX_RECURSIVE_SERVERS);
  const found = await Promise.all(
    servers.map((server) => checkBy(server, name, { exchange, recursiveServers: [server] }, deadline)),
  );
  for (const status of BY_WEIGHT) {
    const details = found.filter((one) => one.status === status).map(({ detail }) => detail);
    if (details.length > 0) return { status, detail: [...new Set(details)].join('; ') };
  }
  return { status: 'unknown', detail: NO_RESOLVER };
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
  if (answer.reply.authenticData) return { status: 'signed', detail: validated(resolver, answer.reply) };
  const zone = zoneOf(name, answer.reply);
  if (zone === undefined) return checkBy(server, parentOf(name), source, deadline);
  const delegation = await ask(zone, 'DS', source, deadline);
  if ('failure' in delegation) return statusOfFailure(delegation);
  if (!hasDs(zone, delegation.reply)) {
    return { status: 'unsigned', detail: `${zone} has no DS record at its parent` };
  }
  const detail = `${zone} has a DS record at its parent, but ${resolver} does not validate`;
  return { status: 'unknown', detail };
}

function ask(name: string, type: 'SOA' | 'DS', source: RecursiveSource, deadline: Deadline) {
  const question = { name, type, recursionDesired: true, authenticDataWanted: true } as const;
  return askRecursive(question, source, deadline);
}

function statusOfFailure({ failure, dnssecBroken }: Unanswered): DnssecStatus {
  return { status: dnssecBroken ? 'broken' : 'unknown', detail: failure };
}

function validated(resolver: string, { rcode }: Reply): string {
  return `${resolver} has validated ${rcode === 'NXDOMAIN' ? 'that the name does not exist' : 'it'}`;
}

/** The zone that holds the name; undefined where a CNAME has led the question into another zone. */
function zoneOf(name: string, { soaOwner, answers }: Reply): string | undefined {
  const owner = soaOwner && canonicalName(soaOwner);
  if (owner !== undefined && isWithin(name, owner)) return owner;
  const isAlias = answers.some((record) => record.type === 'CNAME' && isSameName(record.name, name));
  return isAlias && name.includes('.') ? undefined : name;
}

function hasDs(zone: string, { answers }: Reply): boolean {
  return answers.some(({ type, name }) => type === 'DS' && isSameName(name, zone));
}
