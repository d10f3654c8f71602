/** What the preflight asks: CNAMEs at an authoritative server or through a resolver, and CAA records (RFC 8659). */
import { canonicalName } from '../engine/dns/name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { CaaRecord, CnameAnswer, DnsLookups, NameServerAddress } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Exchange } from './exchange.ts';
import { isSameName, isUsable, type Reply } from './message.ts';
import { dnssecBroken } from './name-servers.ts';
import { askRecursive, type RecursiveSource } from './recursive.ts';

export function createLookups(source: RecursiveSource): DnsLookups {
  return {
    askCname: (server, name, deadline) => askCname(server, name, source.exchange, deadline),
    lookUpCname: async (name, deadline) => cnameAt(name, await lookUp(name, 'CNAME', source, deadline)),
    lookUpCaa: async (name, deadline) => caaRecords(await lookUp(name, 'CAA', source, deadline)),
  };
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
  const { rcode, authoritative, soaOwner } = outcome.reply;
  if (!isUsable(rcode)) return { kind: 'failure', reason: rcode };
  if (!authoritative) return { kind: 'failure', reason: 'answers without authority (lame)' };
  const target = cnameAt(name, outcome.reply);
  if (target !== undefined || soaOwner === undefined) return { kind: 'answer', target };
  return { kind: 'answer', target, zoneName: canonicalName(soaOwner) };
}

/** What a CA cannot learn either stands in its way: from CAA it must not issue then (RFC 8659 §3). */
const CONSEQUENCES = {
  CAA: 'A CA would refuse to issue then too',
  CNAME: 'A CA would not find the TXT value then either',
};

async function lookUp(
  name: string,
  type: keyof typeof CONSEQUENCES,
  source: RecursiveSource,
  deadline: Deadline,
): Promise<Reply> {
  const answer = await askRecursive({ name, type, recursionDesired: true }, source, deadline);
  if ('reply' in answer) return answer.reply;
  if (answer.dnssecBroken) throw dnssecBroken(name, answer.failure);
  throw new RenewerError({
    code: 'not-delegated',
    disposition: 'next-run',
    subject: name,
    message:
      `${name} could not be asked for ${type} records: ${answer.failure}. ${CONSEQUENCES[type]}; the next run ` +
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
