/**
 * Leaf certificates in DER (RFC 5280), written and signed synchronously: a proof over a year makes thousands, and no
 * clock may jump while another thread signs. OpenSSL reads them, and the engine's checks judge them.
 */
import { type KeyObject, sign } from 'node:crypto';

export type Signer = {
  /** The issuer's name, as DER. */
  name: Uint8Array;
  keyIdentifier: Uint8Array;
  privateKey: KeyObject;
};

export type LeafRequest = {
  /** The subject's public key: SubjectPublicKeyInfo, as DER. */
  publicKey: Uint8Array;
  domainNames: readonly string[];
  /** Positive, without a leading zero. */
  serial: Uint8Array;
  /** Whole seconds. */
  notBefore: Date;
  notAfter: Date;
};

/** The leaf in PEM: P-256 or P-384 key, digitalSignature, serverAuth, no common name. */
export function signLeaf(request: LeafRequest, signer: Signer): string {
  const toBeSigned = sequence(
    der(0xa0, der(INTEGER, Buffer.of(2))),
    der(INTEGER, request.serial),
    ECDSA_WITH_SHA256,
    signer.name,
    sequence(utcTime(request.notBefore), utcTime(request.notAfter)),
    sequence(),
    request.publicKey,
    der(0xa3, sequence(...extensions(request, signer))),
  );
  const signature = sign('sha256', toBeSigned, signer.privateKey);
  const certificate = sequence(toBeSigned, ECDSA_WITH_SHA256, der(0x03, Buffer.of(0), signature));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n').trim();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const INTEGER = 0x02;
const OCTETS = 0x04;
const OID = 0x06;

function extensions({ domainNames }: LeafRequest, { keyIdentifier }: Signer): Buffer[] {
  const names = domainNames.map((name) => der(0x82, Buffer.from(name, 'ascii')));
  return [
    extension('551d0f', true, der(0x03, Buffer.of(7, 0x80))),
    extension('551d25', false, sequence(der(OID, Buffer.from('2b06010505070301', 'hex')))),
    extension('551d13', true, sequence()),
    extension('551d23', false, sequence(der(0x80, keyIdentifier))),
    // Critical, as there is no subject.
    extension('551d11', true, sequence(...names)),
  ];
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der(0x01, Buffer.of(0xff))] : [];
  return sequence(der(OID, Buffer.from(oid, 'hex')), ...flag, der(OCTETS, value));
}

function utcTime(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${text}Z`, 'ascii'));
}

function sequence(...parts: Uint8Array[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, ...lengthOf(content.length)), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const ECDSA_WITH_SHA256 = sequence(der(OID, Buffer.from('2a8648ce3d040302', 'hex')));
