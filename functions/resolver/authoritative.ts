/**
 * Questions to one authoritative server, asked directly, and what its answer is worth. A server that answers without
 * authority (lame) has given no answer.
 */
import { canonicalName, isSameName } from '../engine/dns/name.ts';
import type { DnsFailure, NameServerAddress, SoaAnswer, TxtAnswer } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { Exchange, SingleExchange } from './exchange.ts';
import { isUsable, type Question, type Reply } from './message.ts';

export async function askTxt(
  server: NameServerAddress,
  name: string,
  exchange: Exchange,
  deadline: Deadline,
): Promise<TxtAnswer> {
  const asked = await ask(server, { name, type: 'TXT' }, exchange, deadline);
  return 'reply' in asked ? { kind: 'answer', values: valuesAt(name, asked.reply) } : asked;
}

/** Over one transport only: the other one does not cover for it. */
export async function askSoa(
  { address, port }: NameServerAddress,
  zoneName: string,
  transport: 'udp' | 'tcp',
  exchange: SingleExchange,
  deadline: Deadline,
): Promise<SoaAnswer> {
  const question = { name: zoneName, type: 'SOA', recursionDesired: false } as const;
  const outcome = await exchange(transport, { host: address, port }, question, deadline);
  if ('failure' in outcome) return { kind: 'failure', reason: outcome.failure, silent: true };
  const { rcode, truncated, answers } = outcome.reply;
  if (truncated) return { kind: 'failure', reason: 'answer truncated' };
  if (rcode !== 'NOERROR') return { kind: 'failure', reason: rcode };
  const reason = whyUnusable(outcome.reply);
  if (reason !== undefined) return { kind: 'failure', reason };
  const soa = answers.find((record) => record.type === 'SOA' && isSameName(record.name, zoneName));
  if (soa?.type !== 'SOA') return { kind: 'failure', reason: 'has no SOA record' };
  const { serial = 0, mname } = soa.data;
  return { kind: 'answer', serial, primary: canonicalName(mname) };
}

async function ask(
  { address, port }: NameServerAddress,
  question: Pick<Question, 'name' | 'type'>,
  exchange: Exchange,
  deadline: Deadline,
): Promise<{ reply: Reply } | DnsFailure> {
  const outcome = await exchange({ host: address, port }, { ...question, recursionDesired: false }, deadline);
  if ('failure' in outcome) return { kind: 'failure', reason: outcome.failure, silent: outcome.silent };
  const reason = whyUnusable(outcome.reply);
  return reason === undefined ? outcome : { kind: 'failure', reason };
}

/** Undefined for an answer that counts. */
function whyUnusable({ rcode, authoritative }: Reply): string | undefined {
  if (!isUsable(rcode)) return rcode;
  return authoritative ? undefined : 'answers without authority (lame)';
}

/**
 * Only values at this very name: before our value is there, a wildcard CNAME of the zone may lead to other TXT records.
 * The character-strings of one record are one value (RFC 8555 §8.4, RFC 1035 §3.3.14).
 */
function valuesAt(name: string, { answers }: Reply): string[] {
  return answers.flatMap((record) => {
    if (record.type !== 'TXT' || !isSameName(record.name, name)) return [];
    const strings = [record.data].flat().map((part) => Buffer.from(part));
    return [Buffer.concat(strings).toString('utf8')];
  });
}
