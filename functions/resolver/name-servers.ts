/**
 * Finds a zone's delegated name servers through recursive resolvers: the NS RRset, then every address. A resolver is
 * never asked for TXT records: it would cache "no such name".
 */
import { isSameName } from '../engine/dns/name.ts';
import { printable, type Reader, RenewerError } from '../engine/errors.ts';
import type { NameServerAddress } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { type DelegationSource, findAddresses, keepReachable } from './addresses.ts';
import { askRecursive } from './recursive.ts';
import { formatServerAddress } from './server-address.ts';

/** More than any zone has: a hostile answer cannot make us ask more. */
export const MAX_NAME_SERVERS = 16;

/**
 * Every address of every name server, each once; IPv6 addresses only where this host has a route to them, or where there are no
 * others.
 * @throws RenewerError `not-delegated`: for a person when DNS says so, for the next run when it could not be asked.
 */
export async function findNameServers(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<NameServerAddress[]> {
  return keepReachable(await findAllServers(zoneName, source, deadline), deadline);
}

/** Those that this host has no route to, too. @throws RenewerError as findNameServers. */
export async function findAllServers(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<NameServerAddress[]> {
  const nameServers = await findNames(zoneName, source, deadline);
  const { servers, failure } = await findAddresses(nameServers, source, deadline);
  if (servers.length > 0) return servers;
  const names = nameServers.map((name) => printable(name)).join(', ');
  if (failure !== undefined) throw notAnswered(zoneName, `no address of ${names} is known, as ${failure}`);
  const kind = source.allowPrivateNameServers ? 'address' : 'public address';
  throw notDelegated(zoneName, `its name servers ${names} have no ${kind}`, privateAllowedBy(source));
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

function privateAllowedBy({ allowPrivateNameServers }: DelegationSource): Record<Reader, string> | undefined {
  return allowPrivateNameServers
    ? undefined
    : { operator: 'dns.allowPrivateNameServers', caller: 'DNSCALE_ALLOW_PRIVATE_NAME_SERVERS=true' };
}

/** @param allowedBy the settings that would let private addresses in, if those are at fault. */
function notDelegated(zoneName: string, seen: string, allowedBy?: Record<Reader, string>): RenewerError {
  const atRegistrar = 'At the registrar, set the name servers that DNScale shows for the zone.';
  const adviceFor = (reader: Reader) =>
    allowedBy
      ? `${atRegistrar} If its servers really stand at private addresses, set ${allowedBy[reader]}.`
      : atRegistrar;
  return new RenewerError({
    code: 'not-delegated',
    disposition: 'person',
    subject: zoneName,
    message: `The zone ${zoneName} is not delegated in DNS: ${seen}.`,
    advice: adviceFor('operator'),
    adviceToCaller: adviceFor('caller'),
  });
}

const CHECK = 'If this lasts, check the delegation at the registrar and the DNSSEC records of the zone.';

function notAnswered(zoneName: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'not-delegated',
    disposition: 'next-run',
    subject: zoneName,
    message: `The name servers of the zone ${zoneName} could not be found: ${seen}.`,
    advice: `${CHECK} Other resolvers go into \`dns.resolvers\` of the configuration.`,
    adviceToCaller: `${CHECK} Other resolvers can be given with --resolver.`,
    next: 'The next run asks again.',
  });
}

export function dnssecBroken(name: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'dnssec-broken',
    disposition: 'person',
    subject: name,
    message:
      `DNSSEC is broken for ${name}: ${seen}, and it resolves only with checking disabled. No CA issues for such a ` +
      'name, and no order is made until then.',
    advice: 'At the registrar, correct or remove the DS record of the zone.',
  });
}
