/**
 * What a validating resolver adds to an answer (RFC 4035 §3.2): the AD flag for a signed zone, SERVFAIL with "DNSSEC
 * Bogus" (RFC 8914 §4.7) for a broken one unless checking is disabled, the DS record at the parent. Nothing is really
 * signed: the zone's own setting decides.
 */
import { createHash } from 'node:crypto';
import type { Answer, DecodedPacket, Question } from 'dns-packet';
import { type DnsReply, RCODE } from './dns-socket.ts';
import { ednsOf } from './edns.ts';
import { canonicalName } from './owner-names.ts';
import type { Zone } from './zone-book.ts';

const DNSSEC_BOGUS = 6;
const DS_TTL = 3600;

/** Whether the client understands AD (RFC 6840 §5.7). */
export function wantsAuthenticData(query: DecodedPacket): boolean {
  return Boolean(query.flag_ad || ednsOf(query)?.flag_do);
}

/** The reply that replaces the zone's own, if validation gives one; `checked` is false with the CD flag. */
export function validate(
  question: Question,
  zone: Pick<Zone, 'name' | 'dnssec'>,
  checked: boolean,
): DnsReply | undefined {
  const name = canonicalName(question.name);
  if (question.type === 'DS' && name === zone.name) return delegationSigner(question.name, zone);
  return zone.dnssec === 'bogus' && checked ? bogus(name, zone) : undefined;
}

/** A DS record belongs to the parent, which is never broken here. */
function delegationSigner(asked: string, { name, dnssec }: Pick<Zone, 'name' | 'dnssec'>): DnsReply {
  if (dnssec === 'unsigned') return { rcode: RCODE.NOERROR, answers: [], authorities: [] };
  const digest = createHash('sha256').update(name).digest();
  const data = { keyTag: digest.readUInt16BE(), algorithm: 13, digestType: 2, digest };
  const record: Answer = { type: 'DS', name: asked, ttl: DS_TTL, data };
  return { rcode: RCODE.NOERROR, answers: [record], authorities: [], authenticData: true };
}

function bogus(name: string, zone: Pick<Zone, 'name'>): DnsReply {
  const text = `no signature of ${name} fits the DS record of ${zone.name}`;
  const extendedError = { code: DNSSEC_BOGUS, text };
  return { rcode: RCODE.SERVFAIL, answers: [], authorities: [], extendedError };
}
