/**
 * An authoritative server's answer to a question (RFC 1034 §4.3.2): it follows CNAMEs inside the zone, knows wildcards
 * (RFC 4592), gives NODATA and NXDOMAIN with the SOA (RFC 2308), and REFUSED for other zones. Pure: it reads the zone book
 * as it was at one moment. It makes no referrals to child zones hosted elsewhere.
 */
import type { Answer, Question } from 'dns-packet';
import { type DnsReply, RCODE } from './dns-socket.ts';
import { canonicalName, isWithin } from './owner-names.ts';
import { toAnswer } from './record-content.ts';
import type { Zone, ZoneBook } from './zone-book.ts';

const SYSTEM_TTL = 3600;
const SOA_MINIMUM = 300;
const MAX_CNAMES = 8;

type ZoneRecord = { name: string; type: string; ttl: number; content: string };

export function answerFromZones(book: ZoneBook, question: Question, asOf: number): DnsReply {
  const name = canonicalName(question.name);
  const zone = book.zoneOf(name);
  if (!zone) return { rcode: RCODE.REFUSED, answers: [], authorities: [] };
  const records = book.recordsOf(zone, asOf).filter((record) => !record.disabled);
  const view = [...apexRecords(zone, 1 + book.changesOf(zone, asOf)), ...records];
  const { rcode, answers, isNegative } = lookUp(view, question, (owner) => book.zoneOf(owner) === zone);
  return {
    rcode,
    authoritative: true,
    answers,
    authorities: isNegative ? ofType(view, 'SOA', zone.name) : [],
  };
}

/**
 * Follows CNAMEs while they stay in the zone; the last name decides the rcode (RFC 2308 §2.1). Where they leave the zone,
 * or never end, the answer is not negative.
 */
function lookUp(view: ZoneRecord[], { name: asked, type }: Question, isOurs: (owner: string) => boolean) {
  const answers: Answer[] = [];
  let name = asked;
  for (let hop = 0; hop <= MAX_CNAMES && isOurs(canonicalName(name)); hop += 1) {
    const found = recordsAt(view, canonicalName(name));
    if (!found) return { rcode: RCODE.NXDOMAIN, answers, isNegative: true };
    const wanted = ofType(found, type, name);
    if (wanted.length > 0)
      return { rcode: RCODE.NOERROR, answers: [...answers, ...wanted], isNegative: false };
    const cname = ofType(found, 'CNAME', name)[0];
    if (cname?.type !== 'CNAME') return { rcode: RCODE.NOERROR, answers, isNegative: true };
    answers.push(cname);
    name = cname.data;
  }
  return { rcode: RCODE.NOERROR, answers, isNegative: false };
}

/** The records of a name, or of the wildcard that covers it; undefined when the name does not exist. */
function recordsAt(view: ZoneRecord[], owner: string): ZoneRecord[] | undefined {
  const exists = (name: string) => view.some((record) => isWithin(record.name, name));
  const at = (name: string) => view.filter((record) => record.name === name);
  if (exists(owner)) return at(owner);
  let encloser = parentOf(owner);
  while (!exists(encloser)) encloser = parentOf(encloser);
  const wildcard = at(`*.${encloser}`);
  return wildcard.length > 0 ? wildcard : undefined;
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** The owner name is spelt as in the question: clients that randomise its case compare it. */
function ofType(records: ZoneRecord[], type: string, name: string): Answer[] {
  const wanted = records.filter((record) => record.type === type);
  return wanted.flatMap((record) => toAnswer(type, name, record.ttl, record.content) ?? []);
}

/** The system's own records: they make the apex exist even where the customer has written nothing. */
function apexRecords({ name, nameServers }: Zone, serial: number): ZoneRecord[] {
  const soa = `${nameServers[0] ?? name}. hostmaster.${name}. ${serial} 10800 3600 604800 ${SOA_MINIMUM}`;
  const nsRecords = nameServers.map((content) => ({ name, type: 'NS', ttl: SYSTEM_TTL, content }));
  return [{ name, type: 'SOA', ttl: SYSTEM_TTL, content: soa }, ...nsRecords];
}
