/**
 * `com`, which delegates the signed zone example.com, on servers of their own, and a resolver that validates both. A test says
 * what is broken in the chain.
 */
import type { Answer } from 'dns-packet';
import { onTestFinished } from 'vitest';
import { type AskedQuestion, replyTo, startDnsServer } from '../scripted-dns-server.ts';
import { createSignedZone, type SignedZone } from './signed-zone.ts';
import { startValidatingResolver } from './validating-resolver.ts';

export const SIGNED_ZONE = 'example.com';

export type Chain =
  | 'intact'
  /** Neither DS record nor signatures; the parent proves that. */
  | 'unsigned'
  /** The parent still has the DS record of a key that was replaced: the usual accident when DNS moves. */
  | 'old DS record'
  | 'signatures expired'
  | 'signatures of tomorrow'
  | 'no signatures'
  /** Signed, and changed afterwards. */
  | 'forged records'
  /** Signed with a key that the zone does not have. */
  | 'foreign key'
  /** The DS record is kept back, without a proof that there is none. */
  | 'downgrade';

export type SignedWorld = {
  /** `host:port` of the validating resolver. */
  address: string;
  /** `host:port` of one that gives the same records and knows nothing of DNSSEC, as AWS's: it heeds neither CD nor AD. */
  plainAddress: string;
};

/** Everything stops by itself at the end of the test. */
export async function startSignedWorld(chain: Chain): Promise<SignedWorld> {
  const parent = createSignedZone('com');
  const zone = createSignedZone(SIGNED_ZONE);
  const parentsRecords = recordsOfParent(parent, zone, chain);
  const zonesRecords = recordsOfZone(zone, chain);
  const [above, below] = await Promise.all([
    startDnsServer(answering(parentsRecords)),
    startDnsServer(answering(zonesRecords)),
  ]);
  const zones = { com: above.port, [SIGNED_ZONE]: below.port };
  const resolver = await startValidatingResolver({ anchor: parent.ds, zones });
  onTestFinished(resolver.stop);
  const plain = await startDnsServer((question) => {
    const answers = answering([...zonesRecords, ...parentsRecords])(question).answers ?? [];
    return replyTo(question, { flags: RECURSION, answers: answers.filter(({ type }) => type !== 'RRSIG') });
  });
  return { address: resolver.address, plainAddress: `127.0.0.1:${plain.port}` };
}

const RECURSION = 0x180;

function recordsOfParent(parent: SignedZone, zone: SignedZone, chain: Chain): Answer[] {
  const own = parent.signed([parent.dnskey]);
  if (chain === 'downgrade') return own;
  if (chain === 'unsigned') return [...own, ...parent.signed([NO_DS])];
  const { ds } = chain === 'old DS record' ? createSignedZone(SIGNED_ZONE) : zone;
  return [...own, ...parent.signed([ds])];
}

function recordsOfZone(zone: SignedZone, chain: Chain): Answer[] {
  const keys = zone.signed([zone.dnskey]);
  switch (chain) {
    case 'unsigned':
      return [SOA];
    case 'signatures expired':
      return [...keys, ...zone.signed([SOA], { fromSeconds: -7_200, untilSeconds: -3_600 })];
    case 'signatures of tomorrow':
      return [...keys, ...zone.signed([SOA], { fromSeconds: 86_400, untilSeconds: 172_800 })];
    case 'no signatures':
      return [...keys, SOA];
    case 'forged records':
      return [...keys, FORGED_SOA, ...zone.signed([SOA]).slice(1)];
    case 'foreign key':
      return [...keys, ...createSignedZone(SIGNED_ZONE).signed([SOA])];
    default:
      return [...keys, ...zone.signed([SOA])];
  }
}

const SOA = {
  type: 'SOA',
  name: SIGNED_ZONE,
  ttl: 60,
  data: {
    mname: 'ns1.dnscale.test',
    rname: 'hostmaster.dnscale.test',
    serial: 2026112401,
    refresh: 10_800,
    retry: 3_600,
    expire: 604_800,
    minimum: 300,
  },
} satisfies Answer;
const FORGED_SOA = { ...SOA, data: { ...SOA.data, mname: 'ns1.forger.test' } } satisfies Answer;
const NO_DS: Answer = {
  type: 'NSEC',
  name: SIGNED_ZONE,
  ttl: 60,
  data: { nextDomain: 'example.net', rrtypes: ['NS', 'RRSIG', 'NSEC'] },
};

/** With the signatures of what is asked for; where there is none, with the proof of that. */
function answering(records: readonly Answer[]) {
  const find = (name: string, wanted: string) =>
    records.filter(
      (record) =>
        record.name === name &&
        (record.type === wanted || (record.type === 'RRSIG' && record.data.typeCovered === wanted)),
    );
  return (question: AskedQuestion) => {
    const [{ name, type } = { name: '', type: '' }] = question.packet.questions ?? [];
    const answers = find(name.toLowerCase(), type);
    return replyTo(question, answers.length > 0 ? { answers } : { authorities: find(name, 'NSEC') });
  };
}
