/** A zone with a key of its own that really signs its records: what a test spoils, it spoils behind the signature. */
import { generateKeyPairSync } from 'node:crypto';
import type { Answer, DnskeyAnswer, DSAnswer, RrsigAnswer } from 'dns-packet';
import { dsOf, ECDSA_P256, keyTagOf, signRrset } from './rrsets.ts';

export type SignedZone = {
  name: string;
  dnskey: DnskeyAnswer;
  /** What belongs into the parent. */
  ds: DSAnswer;
  /** The RRset with its signature. */
  signed(rrset: readonly Answer[], validity?: Validity): Answer[];
};

/** Seconds before and after now. @default an hour each */
type Validity = { fromSeconds?: number; untilSeconds?: number };

const HOUR_SECONDS = 3_600;
/** A zone key that is also an entry point (RFC 4034 §2.1.1). */
const KEY_FLAGS = 257;

export function createSignedZone(name: string): SignedZone {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const key = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const dnskey: DnskeyAnswer = {
    type: 'DNSKEY',
    name,
    ttl: 60,
    data: { flags: KEY_FLAGS, algorithm: ECDSA_P256, key },
  };
  return {
    name,
    dnskey,
    ds: dsOf(dnskey),
    signed: (rrset, { fromSeconds = -HOUR_SECONDS, untilSeconds = HOUR_SECONDS } = {}) => {
      const [first] = rrset;
      if (first === undefined) return [];
      const now = Math.floor(Date.now() / 1000);
      const data: Omit<RrsigAnswer['data'], 'signature'> = {
        typeCovered: first.type,
        algorithm: ECDSA_P256,
        labels: first.name.split('.').length,
        originalTTL: 60,
        expiration: now + untilSeconds,
        inception: now + fromSeconds,
        keyTag: keyTagOf(dnskey),
        signersName: name,
      };
      return [...rrset, signRrset(rrset, data, privateKey)];
    },
  };
}
