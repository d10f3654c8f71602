/**
 * DNS messages (RFC 1035 §4, EDNS: RFC 6891) on top of dns-packet: writes our questions, reads and checks the replies.
 * It knows no sockets.
 */
import { randomInt } from 'node:crypto';
import {
  type Answer,
  AUTHENTIC_DATA,
  CHECKING_DISABLED,
  type DecodedPacket,
  decode,
  encode,
  RECURSION_DESIRED,
} from 'dns-packet';
import { canonicalName, isSameName, isWithin } from '../engine/dns/name.ts';
import { printable } from '../engine/errors.ts';

export type Question = {
  name: string;
  type: 'TXT' | 'NS' | 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'SOA' | 'DS';
  recursionDesired: boolean;
  /** The CD flag (RFC 4035 §3.2.2): the resolver also gives answers that DNSSEC says are forged. */
  checkingDisabled?: boolean;
  /** The AD flag in a question (RFC 6840 §5.7): asks the resolver to say whether it validated the answer. */
  authenticDataWanted?: boolean;
};

export type Query = { id: number; question: Question; wire: Buffer };

export type Reply = {
  /** The response code by name: `NOERROR`, `NXDOMAIN`, `REFUSED`, … */
  rcode: string;
  authoritative: boolean;
  truncated: boolean;
  /** The resolver has validated the answer (RFC 4035 §3.2.3). */
  authenticData: boolean;
  answers: Answer[];
  /** In a referral: the NS set of the zone below (RFC 1034 §4.2.1). */
  authorities: Answer[];
  /** The zone whose SOA record comes with the answer or, in a negative reply, beside it (RFC 2308 §3). */
  soaOwner?: string | undefined;
  /** Why the server failed, in words (RFC 8914); undefined when it does not say. */
  extendedError: string | undefined;
  /** By its extended error the server failed since DNSSEC is broken. */
  blamesDnssec: boolean;
};

/** The size of the DNS flag day: larger UDP answers risk being fragmented and lost. */
const UDP_PAYLOAD_SIZE = 1232;

/** A query with an id that a forger cannot guess. */
export function createQuery(question: Question): Query {
  const id = randomInt(0x1_0000);
  const { name, type, recursionDesired, checkingDisabled, authenticDataWanted } = question;
  const flags =
    (recursionDesired ? RECURSION_DESIRED : 0) |
    (checkingDisabled ? CHECKING_DISABLED : 0) |
    (authenticDataWanted ? AUTHENTIC_DATA : 0);
  const wire = encode({
    type: 'query',
    id,
    flags,
    questions: [{ name, type, class: 'IN' }],
    additionals: [EDNS],
  });
  return { id, question, wire };
}

/** The reply to this query, or undefined for anything else: garbage, another id, another question. */
export function readReply(wire: Buffer, query: Query): Reply | undefined {
  const packet = decodePacket(wire);
  if (packet === undefined || !packet.flag_qr || packet.id !== query.id) return undefined;
  const { rcode, flag_aa: authoritative, flag_tc: truncated, flag_ad: authenticData } = packet;
  const { questions = [], answers = [], authorities = [], additionals = [] } = packet;
  // A server that refuses or fails may leave the question out.
  const mayOmitQuestion = questions.length === 0 && !isUsable(rcode);
  if (!mayOmitQuestion && !isSameQuestion(questions, query.question)) return undefined;
  const soaOwner = soaAbove(endOfChain(query.question, answers), [...answers, ...authorities]);
  const { text: extendedError, blamesDnssec = false } = readExtendedError(additionals) ?? {};
  const flags = { authoritative, truncated, authenticData, blamesDnssec };
  return { rcode, ...flags, answers, authorities, soaOwner, extendedError };
}

/** Whether this response code is an answer about the name; all others are failures of the server. */
export function isUsable(rcode: string): boolean {
  return rcode === 'NOERROR' || rcode === 'NXDOMAIN';
}

/**
 * The records of the type asked for that the end of the CNAME chain owns (RFC 1034 §3.6.2). Some resolvers put the other
 * sections into the answer: only the owner tells what was asked for (RFC 2181 §5.4.1).
 */
export function recordsOf<Type extends Answer['type']>(
  name: string,
  type: Type,
  { answers }: Pick<Reply, 'answers'>,
): Extract<Answer, { type: Type }>[] {
  const owner = endOfChain({ name, type }, answers);
  const owned = answers.filter(
    (record): record is Extract<Answer, { type: Type }> =>
      record.type === type && isSameName(record.name, owner),
  );
  // An RRset has no two equal records (RFC 2181 §5); two sections may have the same one.
  const distinct = Map.groupBy(owned, (record) => JSON.stringify('data' in record && record.data));
  return [...distinct.values()].flatMap(([record]) => record ?? []);
}

/** Resolvers give up far sooner. A message has room for thousands, and each link is searched among all records. */
const LONGEST_CHAIN = 32;

/** The name that owns what was asked for: the name itself, or where its CNAMEs lead. A circle ends somewhere in it. */
export function endOfChain(
  { name, type }: { name: string; type: string },
  answers: readonly Answer[],
): string {
  if (type === 'CNAME') return name;
  let end = name;
  for (let link = 0; link < LONGEST_CHAIN; link += 1) {
    const target = cnameAt(end, { answers });
    if (target === undefined) break;
    end = target;
  }
  return end;
}

/** The zone that holds the name, by an SOA record of its apex: that of any other zone was not asked for. */
function soaAbove(name: string, records: readonly Answer[]): string | undefined {
  const soa = records.find(
    (record) => record.type === 'SOA' && isWithin(canonicalName(name), canonicalName(record.name)),
  );
  return soa?.name;
}

/** The canonical target of the CNAME record at this very name. */
export function cnameAt(name: string, { answers }: { answers: readonly Answer[] }): string | undefined {
  const found = answers.find((record) => record.type === 'CNAME' && isSameName(record.name, name));
  return found?.type === 'CNAME' ? canonicalName(found.data) : undefined;
}

const EXTENDED_ERROR = 15;

/** The codes about DNSSEC (RFC 8914 §4). */
const INFO_CODES: Readonly<Record<number, string>> = {
  1: 'Unsupported DNSKEY Algorithm',
  2: 'Unsupported DS Digest Type',
  5: 'DNSSEC Indeterminate',
  6: 'DNSSEC Bogus',
  7: 'Signature Expired',
  8: 'Signature Not Yet Valid',
  9: 'DNSKEY Missing',
  10: 'RRSIGs Missing',
  11: 'No Zone Key Bit Set',
  12: 'NSEC Missing',
};

/** The first extended error: two octets of code, then foreign text. */
function readExtendedError(additionals: Answer[]): { text: string; blamesDnssec: boolean } | undefined {
  for (const record of additionals) {
    if (record.type !== 'OPT') continue;
    for (const option of record.options) {
      // dns-packet's typings know older options only; for any other it gives the octets.
      const { code, data }: { code: number; data?: unknown } = option;
      if (code !== EXTENDED_ERROR || !Buffer.isBuffer(data) || data.length < 2) continue;
      const infoCode = data.readUInt16BE(0);
      const meaning = INFO_CODES[infoCode] ?? `extended error ${infoCode}`;
      const text = [meaning, printable(data.subarray(2).toString('utf8'), 200)].filter(Boolean).join(': ');
      return { text, blamesDnssec: infoCode in INFO_CODES };
    }
  }
  return undefined;
}

const EDNS = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: UDP_PAYLOAD_SIZE,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
} satisfies Answer;

/** dns-packet's typings leave `rcode` out. */
function decodePacket(wire: Buffer): (DecodedPacket & { rcode: string }) | undefined {
  try {
    return decode(wire) as DecodedPacket & { rcode: string };
  } catch {
    return undefined;
  }
}

function isSameQuestion(questions: NonNullable<DecodedPacket['questions']>, asked: Question): boolean {
  const [question, ...more] = questions;
  return (
    question !== undefined &&
    more.length === 0 &&
    question.type === asked.type &&
    question.class === 'IN' &&
    isSameName(question.name, asked.name)
  );
}
