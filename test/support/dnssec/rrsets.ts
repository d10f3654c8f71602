/**
 * RRsets as DNSSEC signs them (RFC 4034 §3.1.8.1, §6): the canonical octets, the digest that a DS record holds, the key tag.
 * Signatures are ECDSA P-256 with SHA-256 (algorithm 13, RFC 6605). It knows no zones and no sockets.
 */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type Answer, type DnskeyAnswer, type DSAnswer, encode, type RrsigAnswer } from 'dns-packet';

const HEADER_OCTETS = 12;
/** Type, class, TTL and length stand between the owner name and the data. */
const FIXED_OCTETS = 10;
export const ECDSA_P256 = 13;
const SHA_256 = 2;

type SignatureData = RrsigAnswer['data'];

/** Adds the signature; `data` says everything else. */
export function signRrset(
  rrset: readonly Answer[],
  data: Omit<SignatureData, 'signature'>,
  key: KeyObject,
): RrsigAnswer {
  const [{ name, ttl = 0 } = { name: '', ttl: 0 }] = rrset as readonly { name: string; ttl?: number }[];
  const signature = sign('sha256', signedOctets(rrset, data), { key, dsaEncoding: 'ieee-p1363' });
  return { type: 'RRSIG', name, ttl, data: { ...data, signature } };
}

/** Whether the key has made this signature over this RRset. Times and names of signers are not looked at. */
export function isSignedBy(
  { data: dnskey }: DnskeyAnswer,
  { data }: RrsigAnswer,
  rrset: readonly Answer[],
): boolean {
  const octets = Buffer.from(dnskey.key);
  if (dnskey.algorithm !== ECDSA_P256 || data.algorithm !== ECDSA_P256 || octets.length !== 64) return false;
  const [x, y] = [octets.subarray(0, 32), octets.subarray(32)].map((part) => part.toString('base64url'));
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const signature = Buffer.from(data.signature);
  return verify('sha256', signedOctets(rrset, data), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** RFC 4034 §5.1.4. */
export function isDigestOf({ data: ds }: DSAnswer, dnskey: DnskeyAnswer): boolean {
  const { algorithm, digestType, keyTag } = ds;
  const isFit = digestType === SHA_256 && algorithm === dnskey.data.algorithm && keyTag === keyTagOf(dnskey);
  return isFit && digestOf(dnskey).equals(Buffer.from(ds.digest));
}

export function dsOf(dnskey: DnskeyAnswer): DSAnswer {
  const { name, ttl = 0, data } = dnskey;
  const { algorithm } = data;
  const digest = { keyTag: keyTagOf(dnskey), algorithm, digestType: SHA_256, digest: digestOf(dnskey) };
  return { type: 'DS', name, ttl, data: digest };
}

function digestOf(dnskey: DnskeyAnswer): Buffer {
  const octets = rrOctets(dnskey, 0);
  const name = octets.subarray(0, nameOctets(dnskey.name));
  return createHash('sha256').update(name).update(dataOf(octets, dnskey.name)).digest();
}

/** RFC 4034, appendix B. */
export function keyTagOf(dnskey: DnskeyAnswer): number {
  const data = dataOf(rrOctets(dnskey, 0), dnskey.name);
  const sum = data.reduce((total, octet, i) => total + (i % 2 === 0 ? octet << 8 : octet), 0);
  return (sum + (sum >> 16)) & 0xffff;
}

function signedOctets(rrset: readonly Answer[], data: Omit<SignatureData, 'signature'>): Buffer {
  const signersName = data.signersName.toLowerCase();
  const unsigned = { ...data, signersName, signature: Buffer.alloc(0) };
  const head = dataOf(rrOctets({ type: 'RRSIG', name: 'x', ttl: 0, data: unsigned }, 0), 'x');
  const records = rrset
    .map((record) => ({ name: record.name, octets: rrOctets(record, data.originalTTL) }))
    .sort((a, b) => Buffer.compare(dataOf(a.octets, a.name), dataOf(b.octets, b.name)));
  return Buffer.concat([head, ...records.map(({ octets }) => octets)]);
}

/** dns-packet compresses no names, so that one record alone is in canonical form but for the case of its names. */
function rrOctets(record: Answer, ttl: number): Buffer {
  const lowered = { ...record, name: record.name.toLowerCase(), ttl } as Answer;
  return encode({ type: 'response', answers: [lowered] }).subarray(HEADER_OCTETS);
}

function nameOctets(name: string): number {
  return name.length + 2;
}

function dataOf(octets: Buffer, name: string): Buffer {
  return octets.subarray(nameOctets(name) + FIXED_OCTETS);
}
