/**
 * What the preflight asks: CNAMEs at an authoritative server or through a resolver, CAA records (RFC 8659), and
 * whether authoritative servers can be asked from here at all.
 */
import { canonicalName } from '../engine/dns/name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { CaaRecord, CnameAnswer, Deadline, DnsLookups, NameServerAddress } from '../engine/ports.ts';
import type { Exchange } from './exchange.ts';
import { isSameName, isUsable, type Question, type Reply } from './message.ts';
import { type DelegationSource, dnssecBroken, findNameServers } from './name-servers.ts';
import { askRecursive } from './recursive.ts';

export function createLookups(source: DelegationSource): DnsLookups {
  return {
    askCname: (server, name, deadline) => askCname(server, name, source.exchange, deadline),
    lookUpCname: async (name, deadline) => cnameAt(name, await lookUp(name, 'CNAME', source, deadline)),
    lookUpCaa: async (name, deadline) => caaRecords(await lookUp(name, 'CAA', source, deadline)),
  };
}

/** Of the parent zones' servers this many are asked at once. */
const MOST_PARENT_SERVERS = 3;

/**
 * Asks servers of the parent zones. True when in doubt (no parent is found): the caller takes false for a closed port,
 * and then no longer watches.
 */
export async function canAskAuthorities(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<boolean> {
  const labels = zoneName.split('.');
  for (let skip = 1; skip < labels.length; skip += 1) {
    const parent = labels.slice(skip).join('.');
    const servers = await findNameServers(parent, source, deadline).catch(() => []);
    deadline.signal.throwIfAborted();
    if (servers.length === 0) continue;
    const asked = servers.slice(0, MOST_PARENT_SERVERS).map(({ address, port }) => {
      const question = { name: parent, type: 'SOA', recursionDesired: false } as const;
      return source.exchange({ host: address, port }, question, deadline);
    });
    return (await Promise.all(asked)).some((outcome) => 'reply' in outcome || !outcome.silent);
  }
  return true;
}

async function askCname(
  { address, port }: NameServerAddress,
  name: string,
  exchange: Exchange,
  deadline: Deadline,
): Promise<CnameAnswer> {
  const question = { name, type: 'CNAME', recursionDesired: false } as const;
  const outcome = await exchange({ host: address, port }, question, deadline);
  if ('failure' in outcome) return { kind: 'failure', reason: outcome.failure, silent: outcome.silent };
  const { rcode, authoritative } = outcome.reply;
  if (!isUsable(rcode)) return { kind: 'failure', reason: rcode };
  if (!authoritative) return { kind: 'failure', reason: 'answers without authority (lame)' };
  return { kind: 'answer', target: cnameAt(name, outcome.reply) };
}

async function lookUp(
  name: string,
  type: Question['type'],
  source: DelegationSource,
  deadline: Deadline,
): Promise<Reply> {
  const answer = await askRecursive({ name, type, recursionDesired: true }, source, deadline);
  if ('reply' in answer) return answer.reply;
  throw answer.dnssecBroken ? dnssecBroken(name, answer.failure) : notAsked(name, type, answer.failure);
}

/** A CA that gets no answer must not issue either (RFC 8659 §3 for CAA). */
function notAsked(name: string, type: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'not-delegated',
    disposition: 'next-run',
    subject: name,
    message:
      `${name} could not be asked for ${type} records: ${seen}. A CA would refuse to issue then too; the next run ` +
      'asks again.',
  });
}

function cnameAt(name: string, { answers }: Reply): string | undefined {
  const found = answers.find((record) => record.type === 'CNAME' && isSameName(record.name, name));
  return found?.type === 'CNAME' ? canonicalName(found.data) : undefined;
}

/** Whatever their owner: the resolver has followed the CNAMEs (RFC 8659 §3). */
function caaRecords({ answers }: Reply): CaaRecord[] {
  return answers.flatMap((record) => {
    if (record.type !== 'CAA') return [];
    const { flags = 0, tag, value } = record.data;
    return [{ critical: (flags & 0x80) !== 0, tag: tag.toLowerCase(), value }];
  });
}
