/**
 * A validating resolver on loopback (RFC 4035 §3.2, §5): it follows the chain from its trust anchor over DS and DNSKEY records
 * to the answer and checks every signature. It sets AD for what holds and says SERVFAIL with the reason (RFC 8914) for what
 * does not, unless it is told not to check. It knows where the servers of its zones are, and keeps nothing.
 */
import type { Answer, DecodedPacket, DnskeyAnswer, DSAnswer, Question, RrsigAnswer } from 'dns-packet';
import { askServer } from '../world/dnscale/dns-client.ts';
import { type DnsReply, listenDns, RCODE } from '../world/dnscale/dns-socket.ts';
import { isDigestOf, isSignedBy } from './rrsets.ts';

export type ValidatingResolverOptions = {
  /** The key of the topmost zone, trusted without a parent. */
  anchor: DSAnswer;
  /** By zone: the port of its server on 127.0.0.1. */
  zones: Readonly<Record<string, number>>;
};

const TIMEOUT_MS = 500;
const NO_ANSWER = { flags: RCODE.SERVFAIL } as DecodedPacket;
const CODES = { bogus: 6, expired: 7, notYet: 8, noKey: 9, noSignature: 10 } as const;

/** What a broken chain becomes; it never leaves this file. */
class Bogus extends Error {
  readonly reason: keyof typeof CODES;
  constructor(reason: keyof typeof CODES, about: string) {
    super(about);
    this.reason = reason;
  }
}

export async function startValidatingResolver({ anchor, zones }: ValidatingResolverOptions) {
  const socket = await listenDns('127.0.0.1', 0, async (question, _, query) => {
    const reply = await askHolder(question);
    const plain: DnsReply = {
      rcode: (reply.flags ?? 0) & 0xf,
      answers: withoutSignatures(reply.answers ?? []),
      authorities: withoutSignatures(reply.authorities ?? []),
      recursionAvailable: true,
    };
    if (query.flag_cd || plain.rcode === RCODE.SERVFAIL) return plain;
    try {
      return { ...plain, authenticData: await isSecure(question, reply) };
    } catch (thrown) {
      if (!(thrown instanceof Bogus)) throw thrown;
      const extendedError = { code: CODES[thrown.reason], text: thrown.message };
      return { rcode: RCODE.SERVFAIL, answers: [], authorities: [], extendedError };
    }
  });

  /** False where the parent proves that there is no chain; throws Bogus where the chain breaks. */
  async function isSecure(question: Question, { answers = [], authorities = [] }: DecodedPacket) {
    const zone = holder(question);
    const keys = await keysOf(zone);
    if (keys === undefined) return false;
    const records = answers.length > 0 ? answers : authorities;
    if (records.length === 0) throw new Bogus('noSignature', `${zone} proves nothing`);
    for (const rrset of rrsetsOf(records)) checkRrset(rrset, records, keys, zone);
    return true;
  }

  /** Undefined for a zone that is provably not signed. */
  async function keysOf(zone: string): Promise<DnskeyAnswer[] | undefined> {
    const trusted = zone === anchor.name ? [anchor] : await signersOf(zone);
    if (trusted === undefined) return undefined;
    const { answers = [] } = await askHolder({ name: zone, type: 'DNSKEY', class: 'IN' });
    const keys = answers.filter((record) => record.type === 'DNSKEY');
    const entry = keys.filter((key) => trusted.some((ds) => isDigestOf(ds, key)));
    if (entry.length === 0) throw new Bogus('noKey', `no DNSKEY of ${zone} fits its DS record`);
    checkRrset(keys, answers, entry, zone);
    return keys;
  }

  async function signersOf(zone: string): Promise<DSAnswer[] | undefined> {
    const question = { name: zone, type: 'DS', class: 'IN' } as const;
    const reply = await askHolder(question);
    if (!(await isSecure(question, reply))) return undefined;
    const found = (reply.answers ?? []).filter((record) => record.type === 'DS');
    if (found.length > 0) return found;
    const denies = (reply.authorities ?? []).some(
      (record) => record.type === 'NSEC' && record.name === zone && !record.data.rrtypes.includes('DS'),
    );
    if (!denies) throw new Bogus('bogus', `nothing proves that ${zone} has no DS record`);
    return undefined;
  }

  /** The zone whose server answers: a DS record is its parent's (RFC 4035 §3.1.4.1). */
  function holder({ name, type }: Pick<Question, 'name' | 'type'>): string {
    const holding = Object.keys(zones).filter(
      (zone) => (name === zone && type !== 'DS') || name.endsWith(`.${zone}`),
    );
    return holding.sort((a, b) => b.length - a.length)[0] ?? anchor.name;
  }

  async function askHolder(question: Question): Promise<DecodedPacket> {
    const port = zones[holder(question)] ?? 0;
    return (await askServer('127.0.0.1', port, question, TIMEOUT_MS)) ?? NO_ANSWER;
  }

  return { address: `127.0.0.1:${socket.port}`, stop: () => socket.stop() };
}

/** Throws unless one of the keys has made a signature over the RRset that is valid now. */
function checkRrset(
  rrset: readonly Answer[],
  records: readonly Answer[],
  keys: readonly DnskeyAnswer[],
  zone: string,
): void {
  const [{ name, type } = { name: zone, type: 'SOA' }] = rrset;
  const signatures = records.filter(
    (record): record is RrsigAnswer =>
      record.type === 'RRSIG' && record.name === name && record.data.typeCovered === type,
  );
  if (signatures.length === 0) throw new Bogus('noSignature', `${type} of ${name} has no signature`);
  const good = signatures.filter(
    (signature) =>
      signature.data.signersName === zone && keys.some((key) => isSignedBy(key, signature, rrset)),
  );
  if (good.length === 0) throw new Bogus('bogus', `no key of ${zone} has signed ${type} of ${name}`);
  const now = Date.now() / 1000;
  const begun = good.filter(({ data }) => data.inception <= now);
  if (begun.length === 0) throw new Bogus('notYet', `the signature of ${name} is not valid yet`);
  if (begun.every(({ data }) => data.expiration < now)) {
    throw new Bogus('expired', `the signature of ${name} has expired`);
  }
}

function rrsetsOf(records: readonly Answer[]): Answer[][] {
  return [...Map.groupBy(withoutSignatures(records), ({ name, type }) => `${type} ${name}`).values()];
}

function withoutSignatures(records: readonly Answer[]): Answer[] {
  return records.filter(({ type }) => type !== 'RRSIG');
}
