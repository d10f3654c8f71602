/**
 * Certificate signing requests (RFC 2986), written as DER (X.690). All names are SANs; the CA adds a common name where its
 * profile wants one. Nothing is validated here: the names have been. Why not by a library: docs/decisions/0056-a-csr-of-our-own.md.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { CreateCsr } from '../engine/ports/acme.ts';

export const createCsr: CreateCsr = async (privateKeyPem, domainNames) => {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const extensions = sequence(KEY_USAGE, alternativeNames(domainNames));
  const attributes = der(CONTEXT_0, sequence(EXTENSION_REQUEST, der(SET, extensions)));
  const info = sequence(VERSION_1, sequence(), publicKey, attributes);
  const { hash, identifier } = algorithmFor(privateKey);
  return sequence(info, identifier, der(BIT_STRING, NO_UNUSED_BITS, sign(hash, info, privateKey)));
};

const [INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, SEQUENCE, SET] = [2, 3, 4, 5, 6, 0x30, 0x31] as const;
/** The attributes of the request. */
const CONTEXT_0 = 0xa0;
/** A `dNSName` among the general names (RFC 5280 §4.2.1.6). */
const CONTEXT_2_TEXT = 0x82;
const NO_UNUSED_BITS = Buffer.of(0);

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 0x80 ? [content.length] : longLength(content.length);
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}

/** How many octets the length has, then those. */
function longLength(length: number): number[] {
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) octets.unshift(rest % 0x100);
  return [0x80 + octets.length, ...octets];
}

function sequence(...parts: Uint8Array[]): Buffer {
  return der(SEQUENCE, ...parts);
}

/** @param base64 what stands behind tag and length. */
function oid(base64: string): Buffer {
  return der(OID, Buffer.from(base64, 'base64'));
}

/** The only version there is has the number 0. */
const VERSION_1 = der(INTEGER, Buffer.of(0));
/** 1.2.840.113549.1.9.14 (RFC 2985 §5.4.2). */
const EXTENSION_REQUEST = oid('KoZIhvcNAQkO');
/** 2.5.29.15 (RFC 5280 §4.2.1.3): digitalSignature and keyEncipherment, the first and the third of its bits. */
const KEY_USAGE = sequence(oid('VR0P'), der(OCTET_STRING, der(BIT_STRING, Buffer.of(5, 0b1010_0000))));

/** 2.5.29.17. */
function alternativeNames(domainNames: readonly string[]): Buffer {
  const names = domainNames.map((name) => der(CONTEXT_2_TEXT, Buffer.from(name, 'ascii')));
  return sequence(oid('VR0R'), der(OCTET_STRING, sequence(...names)));
}

/** RFC 4055 §5 for RSA, whose parameters are NULL; RFC 5758 §3.2 for curves, which have none. */
function algorithmFor({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  // 1.2.840.113549.1.1.11, 1.2.840.10045.4.3.3 and 1.2.840.10045.4.3.2.
  if (asymmetricKeyType === 'rsa')
    return { hash: 'sha256', identifier: sequence(oid('KoZIhvcNAQEL'), der(NULL)) };
  if (asymmetricKeyDetails?.namedCurve === 'secp384r1')
    return { hash: 'sha384', identifier: sequence(oid('KoZIzj0EAwM=')) };
  return { hash: 'sha256', identifier: sequence(oid('KoZIzj0EAwI=')) };
}
