/** The signatures that the tests' validating resolver trusts, against the example of RFC 6605 §6.1. */
import type { Answer, DnskeyAnswer, RrsigAnswer } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { dsOf, isDigestOf, isSignedBy, keyTagOf } from '../../../support/dnssec/rrsets.ts';

const DNSKEY: DnskeyAnswer = {
  type: 'DNSKEY',
  name: 'example.net',
  ttl: 3600,
  data: {
    flags: 257,
    algorithm: 13,
    key: Buffer.from(
      'GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==',
      'base64',
    ),
  },
};
const A: Answer = { type: 'A', name: 'www.example.net', ttl: 3600, data: '192.0.2.1' };
const RRSIG: RrsigAnswer = {
  type: 'RRSIG',
  name: 'www.example.net',
  ttl: 3600,
  data: {
    typeCovered: 'A',
    algorithm: 13,
    labels: 3,
    originalTTL: 3600,
    expiration: Date.UTC(2010, 8, 9, 10, 4, 39) / 1000,
    inception: Date.UTC(2010, 7, 12, 10, 4, 39) / 1000,
    keyTag: 55648,
    signersName: 'example.net',
    signature: Buffer.from(
      'qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==',
      'base64',
    ),
  },
};

describe('the example of RFC 6605', () => {
  it('has the key tag and the digest that it says', () => {
    expect(keyTagOf(DNSKEY)).toBe(55648);
    expect(dsOf(DNSKEY).data.digest.toString('hex')).toBe(
      'b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17',
    );
    expect(isDigestOf(dsOf(DNSKEY), DNSKEY)).toBe(true);
  });

  it('is signed by its key, in whatever case the name is written', () => {
    expect(isSignedBy(DNSKEY, RRSIG, [A])).toBe(true);
    expect(isSignedBy(DNSKEY, RRSIG, [{ ...A, name: 'WWW.Example.net' }])).toBe(true);
  });

  it('is signed no longer once a record, a time or the key is another', () => {
    const later = { ...RRSIG, data: { ...RRSIG.data, expiration: RRSIG.data.expiration + 1 } };
    const key = Buffer.from(DNSKEY.data.key);
    const other = {
      ...DNSKEY,
      data: { ...DNSKEY.data, key: Buffer.concat([key.subarray(32), key.subarray(0, 32)]) },
    };

    expect(isSignedBy(DNSKEY, RRSIG, [{ ...A, data: '192.0.2.2' }])).toBe(false);
    expect(isSignedBy(DNSKEY, later, [A])).toBe(false);
    expect(isDigestOf(dsOf(DNSKEY), other)).toBe(false);
  });
});
