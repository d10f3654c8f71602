/** What the preflight asks recursive resolvers: CNAME records. A lookup that fails is an error. */
import { RenewerError } from '../engine/errors.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { cnameAt, type Reply } from './message.ts';
import { dnssecBroken } from './name-servers.ts';
import { askRecursive, type RecursiveSource } from './recursive.ts';

export async function lookUpCname(
  name: string,
  source: RecursiveSource,
  deadline: Deadline,
): Promise<string | undefined> {
  return cnameAt(name, await lookUp(name, source, deadline));
}

async function lookUp(name: string, source: RecursiveSource, deadline: Deadline): Promise<Reply> {
  const question = { name, type: 'CNAME', recursionDesired: true } as const;
  const answer = await askRecursive(question, source, deadline);
  if ('reply' in answer) return answer.reply;
  if (answer.dnssecBroken) throw dnssecBroken(name, answer.failure);
  throw new RenewerError({
    code: 'not-delegated',
    disposition: 'next-run',
    subject: name,
    message: `${name} could not be asked for CNAME records: ${answer.failure}. A CA would not find the TXT value then either.`,
    adviceToCaller: 'Run this again.',
    next: 'The next run asks again.',
  });
}
