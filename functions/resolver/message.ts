/**
 * DNS messages (RFC 1035 §4, EDNS: RFC 6891) on top of dns-packet: our questions out, checked replies in.
 * It knows no sockets.
 */
import { randomInt } from 'node:crypto';
import {
  type Answer,
  CHECKING_DISABLED,
  type DecodedPacket,
  decode,
  encode,
  RECURSION_DESIRED,
} from 'dns-packet';

export type Question = {
  name: string;
  type: 'TXT' | 'NS' | 'A' | 'AAAA' | 'CAA' | 'CNAME' | 'SOA';
  recursionDesired: boolean;
  /** The CD flag (RFC 4035 §3.2.2): the resolver answers also what DNSSEC says is forged. */
  checkingDisabled?: boolean;
};

export type Query = { id: number; question: Question; wire: Buffer };

export type Reply = {
  /** By name: `NOERROR`, `NXDOMAIN`, `REFUSED`, … */
  rcode: string;
  authoritative: boolean;
  truncated: boolean;
  answers: Answer[];
};

/** The DNS flag day's size: larger UDP answers risk being fragmented and lost. */
const UDP_PAYLOAD_SIZE = 1232;

/** A query with an id that nobody can guess. */
export function createQuery(question: Question): Query {
  const id = randomInt(0x1_0000);
  const { name, type, recursionDesired, checkingDisabled = false } = question;
  const wire = encode({
    type: 'query',
    id,
    flags: (recursionDesired ? RECURSION_DESIRED : 0) | (checkingDisabled ? CHECKING_DISABLED : 0),
    questions: [{ name, type, class: 'IN' }],
    additionals: [EDNS],
  });
  return { id, question, wire };
}

/** The reply to this query, or undefined for anything else: garbage, another id, another question. */
export function readReply(wire: Buffer, query: Query): Reply | undefined {
  const packet = decodePacket(wire);
  if (packet === undefined || !packet.flag_qr || packet.id !== query.id) return undefined;
  const { rcode, flag_aa: authoritative, flag_tc: truncated, questions = [], answers = [] } = packet;
  // A server that refuses or fails may leave the question out.
  const mayBeBare = questions.length === 0 && !isUsable(rcode);
  if (!mayBeBare && !isSameQuestion(questions, query.question)) return undefined;
  return { rcode, authoritative, truncated, answers };
}

/** Whether this response code is an answer about the name; all others are failures of the server. */
export function isUsable(rcode: string): boolean {
  return rcode === 'NOERROR' || rcode === 'NXDOMAIN';
}

/** Names compare without regard to case (RFC 4343), and dns-packet keeps what was on the wire. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
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
