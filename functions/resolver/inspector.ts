/**
 * What only a person who looks around asks: the SOA over one transport alone, and whether DNSSEC is intact. A run has no
 * need of either.
 */
import { canonicalName } from '../engine/dns/name.ts';
import type { Deadline, DnsInspector, DnssecStatus, NameServerAddress, SoaAnswer } from '../engine/ports.ts';
import type { SingleExchange } from './exchange.ts';
import { isSameName, isUsable, type Reply } from './message.ts';
import { askRecursive, type RecursiveSource } from './recursive.ts';
import { formatServerAddress } from './server-address.ts';

export function createInspector(source: RecursiveSource, exchange: SingleExchange): DnsInspector {
  return {
    askSoa: (server, zoneName, transport, deadline) =>
      askSoa(server, zoneName, transport, exchange, deadline),
    checkDnssec: (zoneName, deadline) => checkDnssec(zoneName, source, deadline),
  };
}

async function askSoa(
  { address, port }: NameServerAddress,
  zoneName: string,
  transport: 'udp' | 'tcp',
  exchange: SingleExchange,
  deadline: Deadline,
): Promise<SoaAnswer> {
  const question = { name: zoneName, type: 'SOA', recursionDesired: false } as const;
  const outcome = await exchange(transport, { host: address, port }, question, deadline);
  if ('failure' in outcome) return { kind: 'failure', reason: outcome.failure, silent: true };
  const { rcode, authoritative, truncated, answers } = outcome.reply;
  if (truncated) return { kind: 'failure', reason: 'answer truncated' };
  if (rcode !== 'NOERROR') return { kind: 'failure', reason: rcode };
  if (!authoritative) return { kind: 'failure', reason: 'answers without authority (lame)' };
  const soa = answers.find((record) => record.type === 'SOA' && isSameName(record.name, zoneName));
  if (soa?.type !== 'SOA') return { kind: 'failure', reason: 'has no SOA record' };
  const { serial = 0, mname } = soa.data;
  return { kind: 'answer', serial, primary: canonicalName(mname) };
}

/**
 * A validating resolver marks what it has validated (AD) and refuses what is forged, unless told not to check. No mark
 * and no DS record at the parent: the zone is not signed. No mark but a DS record: this resolver does not validate.
 */
async function checkDnssec(
  zoneName: string,
  source: RecursiveSource,
  deadline: Deadline,
): Promise<DnssecStatus> {
  const ask = (type: 'SOA' | 'DS') => {
    const question = { name: zoneName, type, recursionDesired: true, authenticDataWanted: true } as const;
    return askRecursive(question, source, deadline);
  };
  const answer = await ask('SOA');
  if ('failure' in answer)
    return { status: answer.dnssecBroken ? 'broken' : 'unknown', detail: answer.failure };
  const resolver = `the resolver ${formatServerAddress(answer.server)}`;
  if (answer.reply.authenticData) return { status: 'signed', detail: `${resolver} has validated it` };
  const delegation = await ask('DS');
  if ('failure' in delegation) return { status: 'unknown', detail: delegation.failure };
  if (!hasDs(zoneName, delegation.reply))
    return { status: 'unsigned', detail: 'its parent has no DS record' };
  return { status: 'unknown', detail: `its parent has a DS record, but ${resolver} does not validate` };
}

function hasDs(zoneName: string, { rcode, answers }: Reply): boolean {
  return isUsable(rcode) && answers.some(({ type, name }) => type === 'DS' && isSameName(name, zoneName));
}
