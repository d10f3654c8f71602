/**
 * Looks a name's CAA records up (RFC 8659 §3). Many local resolvers do not know the type, and a CA does not ask them: then
 * the servers of the name's zone are asked. It does not climb to parents and judges nothing.
 */
import { RenewerError } from '../engine/errors.ts';
import type { CaaRecord, DnsFailure, NameServerAddress } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { DelegationSource } from './addresses.ts';
import { endOfChain, isUsable, type Reply, recordsOf } from './message.ts';
import { dnssecBroken, findNameServers } from './name-servers.ts';
import { askRecursive, isServfail } from './recursive.ts';

/** A CNAME may lead into another zone, whose servers have to be asked in turn. */
const MAX_ZONES = 8;
/** Of the servers of one zone. */
const MOST_SERVERS_ASKED = 3;

/**
 * The records of the name, or of where its CNAMEs lead: the resolver has followed them. A failure when nobody could be
 * asked: it says nothing about what the CA will see.
 * @throws RenewerError `dnssec-broken`; `caa-unanswered` when every resolver says SERVFAIL, or one does and the zone's servers give
 * no answer either, whatever the others cannot do: a CA must not issue then.
 */
export async function lookUpCaa(
  name: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<CaaRecord[] | DnsFailure> {
  const question = { name, type: 'CAA', recursionDesired: true } as const;
  // A resolver that does not know the type refuses it, or is silent, each time: then the zone's servers are the second try.
  const answer = await askRecursive(question, source, deadline, isServfail);
  if ('reply' in answer) return readCaa(name, answer.reply);
  if (answer.dnssecBroken) throw dnssecBroken(name, answer.failure);
  if (answer.allServfail) throw caaUnanswered(name, answer.failure);
  const found = await askOwnServers(name, source, deadline, MAX_ZONES);
  if (found !== undefined) return found;
  const reason = `${answer.failure}; no server of its zone gave an answer either`;
  if (answer.lastlyServfail) throw caaUnanswered(name, reason);
  return { kind: 'failure', reason };
}

function readCaa(name: string, reply: Reply): CaaRecord[] {
  return recordsOf(name, 'CAA', reply).map(({ data: { flags = 0, tag, value } }) => ({
    flags,
    tag: tag.toLowerCase(),
    value,
  }));
}

/** Undefined when they cannot be found or asked. */
async function askOwnServers(
  name: string,
  source: DelegationSource,
  deadline: Deadline,
  zonesLeft: number,
): Promise<CaaRecord[] | undefined> {
  if (zonesLeft === 0) return undefined;
  const servers = await serversOfZoneOf(name, source, deadline);
  const reply = await firstReply(name, servers, source, deadline);
  if (reply === undefined) return undefined;
  const records = readCaa(name, reply);
  const end = endOfChain({ name, type: 'CAA' }, reply.answers);
  if (records.length > 0 || end === name || reply.soaOwner !== undefined) return records;
  return askOwnServers(end, source, deadline, zonesLeft - 1);
}

/** Those of the nearest name upwards that has name servers. */
async function serversOfZoneOf(
  name: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<NameServerAddress[]> {
  const labels = name.split('.');
  for (const [i] of labels.entries()) {
    try {
      return await findNameServers(labels.slice(i).join('.'), source, deadline);
    } catch (thrown) {
      deadline.signal.throwIfAborted();
      const hasNone = thrown instanceof RenewerError && thrown.disposition === 'person';
      if (!hasNone) return [];
    }
  }
  return [];
}

/** The first usable one: the servers are asked at once, since each of them may be silent. */
async function firstReply(
  name: string,
  servers: readonly NameServerAddress[],
  { exchange }: DelegationSource,
  deadline: Deadline,
): Promise<Reply | undefined> {
  const question = { name, type: 'CAA', recursionDesired: false } as const;
  const asked = servers.slice(0, MOST_SERVERS_ASKED).map(async ({ address, port }) => {
    const outcome = await exchange({ host: address, port }, question, deadline);
    const isAnswer = 'reply' in outcome && outcome.reply.authoritative && isUsable(outcome.reply.rcode);
    if (!isAnswer) throw new Error('no usable answer');
    return outcome.reply;
  });
  try {
    return await Promise.any(asked);
  } catch {
    deadline.signal.throwIfAborted();
    return undefined;
  }
}

function caaUnanswered(name: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'caa-unanswered',
    disposition: 'next-run',
    subject: name,
    message: `${name} could not be asked for CAA records: ${seen}. A CA would refuse to issue then too.`,
    adviceToCaller: 'Run this again.',
    next: 'The next run asks again.',
  });
}
