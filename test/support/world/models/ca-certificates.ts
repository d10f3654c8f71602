/**
 * What the modelled CA issues and advises: Let's Encrypt's profiles, the windows of Boulder's renewal information
 * (core/objects.go: 2 % of the life, around two thirds of it; around the half below 10 days), and revocation, which
 * moves a window into the past.
 */
import { createECDH, createHash, createPublicKey, KeyObject, webcrypto } from 'node:crypto';
import { SubjectKeyIdentifierExtension } from '@peculiar/x509';
import type { RenewalWindow } from '../../../../functions/engine/ports/acme.ts';
import { createTestAuthority } from '../../certificates.ts';
import { type Signer, signLeaf } from './der.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A certificate's life, by profile. */
export const PROFILES = { shortlived: 160 * HOUR_MS, tlsserver: 45 * DAY_MS, classic: 90 * DAY_MS } as const;
export type Profile = keyof typeof PROFILES;

/** Let's Encrypt dates a certificate back, for clients whose clock is slow. */
const BACKDATED_MS = HOUR_MS;

export type IssuedCertificate = {
  /** RFC 9773 §4.1. */
  certId: string;
  /** Lower-case hexadecimal. */
  serial: string;
  pem: string;
  domainNames: readonly string[];
  profile: Profile;
  notBefore: Date;
  notAfter: Date;
  orderedAt: Date;
  issuedAt: Date;
  /** Ordered inside the window of the certificate that it replaces: no limit counts it. */
  exempt: boolean;
  revokedAt?: Date;
};

export type Issue = (
  request: Pick<IssuedCertificate, 'domainNames' | 'profile' | 'orderedAt' | 'exempt'>,
  publicKeyPem: string,
  now: Date,
) => IssuedCertificate;

export async function createIssuer(): Promise<Issue> {
  const authority = await createTestAuthority({
    name: 'Proof',
    notAfter: new Date('2045-01-01T00:00:00Z'),
    keys: await issuerKeys(),
  });
  const { certificate } = authority;
  const keyId = certificate.getExtension(SubjectKeyIdentifierExtension)?.keyId ?? '';
  const signer: Signer = {
    name: Buffer.from(certificate.subjectName.toArrayBuffer()),
    keyIdentifier: Buffer.from(keyId, 'hex'),
    privateKey: KeyObject.from(authority.keys.privateKey),
  };
  const intermediatePem = `${certificate.toString('pem')}\n`;
  let serials = 0;
  return (request, publicKeyPem, now) => {
    serials += 1;
    const serial = Buffer.from(`10${serials.toString(16).padStart(16, '0')}`, 'hex');
    const notBefore = new Date(Math.floor((now.getTime() - BACKDATED_MS) / 1_000) * 1_000);
    // RFC 5280: the last second belongs to the life.
    const notAfter = new Date(notBefore.getTime() + PROFILES[request.profile] - 1_000);
    const publicKey = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
    const { domainNames, profile, orderedAt, exempt } = request;
    const leaf = signLeaf({ domainNames, publicKey, serial, notBefore, notAfter }, signer);
    return {
      domainNames,
      profile,
      orderedAt,
      exempt,
      certId: `${base64url(signer.keyIdentifier)}.${base64url(serial)}`,
      serial: serial.toString('hex'),
      pem: leaf + intermediatePem,
      notBefore,
      notAfter,
      issuedAt: now,
    };
  };
}

/** Always the same: the engine draws its instants from the CertID, and the issuer's key identifier is a part of that. */
async function issuerKeys(): Promise<webcrypto.CryptoKeyPair> {
  const pair = createECDH('prime256v1');
  const secret = createHash('sha256').update('the CA of the proof').digest();
  pair.setPrivateKey(secret);
  const point = pair.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(base64url);
  const publicJwk = { kty: 'EC', crv: 'P-256', x, y };
  const importKey = (jwk: webcrypto.JsonWebKey, usage: 'sign' | 'verify') =>
    webcrypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, true, [usage]);
  return {
    publicKey: await importKey(publicJwk, 'verify'),
    privateKey: await importKey({ ...publicJwk, d: base64url(secret) }, 'sign'),
  };
}

export function renewalWindow({ notBefore, notAfter, revokedAt }: IssuedCertificate): RenewalWindow {
  // From an hour to half an hour ago: renew at once.
  if (revokedAt) return { startsAt: hence(revokedAt, -HOUR_MS), endsAt: hence(revokedAt, -HOUR_MS / 2) };
  const lifeMs = notAfter.getTime() + 1_000 - notBefore.getTime();
  const ideal = hence(notAfter, -lifeMs / (lifeMs < 10 * DAY_MS ? 2 : 3));
  return { startsAt: hence(ideal, -lifeMs / 100), endsAt: hence(ideal, lifeMs / 100) };
}

function hence(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms);
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
