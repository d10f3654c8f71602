/**
 * Whether DNSSEC is intact, as recursive resolvers see it: a validating one marks validated answers (AD) and refuses
 * forged ones, unless it is told not to check (RFC 4035 §3.2). Nothing is validated here.
 */
import { canonicalName, isSameName, isWithin } from '../engine/dns/name.ts';
import type { DnssecStatus } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Reply } from './message.ts';
import {
  askRecursive,
  MAX_RECURSIVE_SERVERS,
  NO_RESOLVER,
  type RecursiveSource,
  type Unanswered,
} from './recursive.ts';
import { formatServerAddress, type ServerAddress } from './server-address.ts';

/**
 * Asks each resolver in turn until one can tell: the next may validate where this one does not.
 * @param name a zone, or a name in one.
 */
export async function checkDnssec(
  name: string,
  { exchange, recursiveServers }: RecursiveSource,
  deadline: Deadline,
): Promise<DnssecStatus> {
  const details: string[] = [];
  for (const server of recursiveServers.slice(0, MAX_RECURSIVE_SERVERS)) {
    const { status, detail } = await checkBy(
      server,
      name,
      { exchange, recursiveServers: [server] },
      deadline,
    );
    if (status !== 'unknown') return { status, detail };
    details.push(detail);
  }
  return { status: 'unknown', detail: details.join('; ') || NO_RESOLVER };
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

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

function hasDs(zone: string, { answers }: Reply): boolean {
  return answers.some(({ type, name }) => type === 'DS' && isSameName(name, zone));
}
