/** What the preflight asks recursive resolvers: CNAME and CAA records (RFC 8659). A lookup that fails is an error. */
import { RenewerError } from '../engine/errors.ts';
import type { CaaRecord } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { cnameAt, type Reply } from './message.ts';
import { dnssecBroken } from './name-servers.ts';
import { askRecursive, type RecursiveSource } from './recursive.ts';

export async function lookUpCname(
  name: string,
  source: RecursiveSource,
  deadline: Deadline,
): Promise<string | undefined> {
  return cnameAt(name, await lookUp(name, 'CNAME', source, deadline));
}

/** The records may have any owner: the resolver has followed the CNAMEs (RFC 8659 §3). */
export async function lookUpCaa(
  name: string,
  source: RecursiveSource,
  deadline: Deadline,
): Promise<CaaRecord[]> {
  const { answers } = await lookUp(name, 'CAA', source, deadline);
  return answers.flatMap((record) => {
    if (record.type !== 'CAA') return [];
    const { flags = 0, tag, value } = record.data;
    return [{ critical: (flags & 0x80) !== 0, tag: tag.toLowerCase(), value }];
  });
}

/** What the failed lookup means for the CA: without an answer about CAA it must not issue (RFC 8659 §3). */
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
