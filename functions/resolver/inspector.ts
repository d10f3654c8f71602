/**
 * What only a person who looks around asks: the SOA over one transport alone, and whether DNSSEC is intact. A run
 * has no need of either.
 */
import { canonicalName } from '../engine/dns/name.ts';
import type { DnsInspector, NameServerAddress, SoaAnswer } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { checkDnssec } from './dnssec.ts';
import type { SingleExchange } from './exchange.ts';
import { isSameName } from './message.ts';
import type { RecursiveSource } from './recursive.ts';

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
