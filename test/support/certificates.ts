/**
 * Certificates for tests, made when they are needed: no fixture file expires or hides its content. A request states what
 * matters; the rest has defaults: a leaf shaped like a public CA's, under an intermediate, under a root.
 */
import { KeyObject, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { KeyAlgorithm } from '../../functions/engine/config/definition.ts';

export type TestAuthority = { certificate: X509Certificate; keys: webcrypto.CryptoKeyPair; rootPem: string };

export type TestCertificateRequest = {
  /** @default ['example.com'] */
  domainNames?: string[];
  /** @default 'EC_PRIME256V1' */
  keyAlgorithm?: KeyAlgorithm;
  /** @default an hour before NOW */
  notBefore?: Date;
  /** @default 90 days after notBefore */
  notAfter?: Date;
  /** @default digitalSignature */
  keyUsage?: number;
  /** OIDs. @default serverAuth only */
  extendedKeyUsage?: string[];
  /** Hexadecimal. @default random */
  serialNumber?: string;
  /** Alternative names that are no DNS names. @default none */
  ipAddresses?: string[];
  /** PKCS#10 in DER: for its key; the private key stays with who made it. @default a new key */
  csr?: Uint8Array;
  /** @default a new one */
  authority?: TestAuthority;
};

export type TestCertificate = {
  leafPem: string;
  /** The intermediate, then the root; a CA sends only the first. */
  chainPems: [string, string];
  /** As a CA sends it: the leaf, then the intermediate. */
  pem: string;
  privateKeyPem: string;
};

/** The default dates relate to it; tests pass it as the time too. */
export const NOW = new Date('2026-11-23T06:00:00Z');

export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export async function issueTestCertificate(request: TestCertificateRequest = {}): Promise<TestCertificate> {
  const authority = request.authority ?? (await createTestAuthority());
  const domainNames = request.domainNames ?? ['example.com'];
  const keys = request.csr
    ? { publicKey: await keyOf(request.csr) }
    : await generateKeys(request.keyAlgorithm ?? 'EC_PRIME256V1');
  const notBefore = request.notBefore ?? new Date(NOW.getTime() - HOUR_MS);
  const names = [
    ...domainNames.map((value) => ({ type: 'dns' as const, value })),
    ...(request.ipAddresses ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  const leaf = await sign(authority, {
    subject: `CN=${domainNames[0]}`,
    publicKey: keys.publicKey,
    notBefore,
    notAfter: request.notAfter ?? new Date(notBefore.getTime() + 90 * DAY_MS),
    serialNumber: request.serialNumber,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(request.keyUsage ?? KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(request.extendedKeyUsage ?? [SERVER_AUTH]),
      ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  const leafPem = toPem(leaf);
  const intermediatePem = toPem(authority.certificate);
  return {
    leafPem,
    chainPems: [intermediatePem, authority.rootPem],
    pem: leafPem + intermediatePem,
    privateKeyPem: 'privateKey' in keys ? toPrivateKeyPem(keys.privateKey) : '',
  };
}

export type TestAuthorityRequest = {
  /** Part of the root's and the intermediate's subject. @default a random one */
  name?: string;
  /** Common name of the root. @default `<name> Root` */
  rootName?: string;
  /** The intermediate's. @default in ten years */
  notAfter?: Date;
  /** The intermediate's keys. @default new ones */
  keys?: webcrypto.CryptoKeyPair;
  /** Whether the intermediate says that it is a CA. @default true */
  isAuthority?: boolean;
};

/** An intermediate under a root of its own. */
export async function createTestAuthority(request: TestAuthorityRequest = {}): Promise<TestAuthority> {
  const name = request.name ?? `Test CA ${webcrypto.randomUUID()}`;
  const rootName = request.rootName ?? `${name} Root`;
  const rootKeys = await generateKeys('EC_PRIME256V1');
  const keys = request.keys ?? (await generateKeys('EC_PRIME256V1'));
  const root = await sign(
    { subject: `CN=${rootName}`, keys: rootKeys },
    {
      subject: `CN=${rootName}`,
      publicKey: rootKeys.publicKey,
      notBefore: daysFromNow(-365),
      notAfter: daysFromNow(7300),
      extensions: authorityExtensions(true),
    },
  );
  const certificate = await sign(
    { certificate: root, keys: rootKeys },
    {
      subject: `CN=${name} Intermediate`,
      publicKey: keys.publicKey,
      notBefore: daysFromNow(-365),
      notAfter: request.notAfter ?? daysFromNow(3650),
      extensions: authorityExtensions(request.isAuthority ?? true),
    },
  );
  return { certificate, keys, rootPem: toPem(root) };
}

function daysFromNow(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

function authorityExtensions(isAuthority: boolean): Extension[] {
  return [
    new BasicConstraintsExtension(isAuthority, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

type Content = {
  subject: string;
  publicKey: webcrypto.CryptoKey;
  notBefore: Date;
  notAfter: Date;
  serialNumber?: string | undefined;
  extensions: Extension[];
};

/** The signer names its certificate, or, for a root that has none yet, its subject. */
type Signer = { keys: webcrypto.CryptoKeyPair } & ({ certificate: X509Certificate } | { subject: string });

async function sign(
  signer: Signer,
  { extensions, serialNumber, ...content }: Content,
): Promise<X509Certificate> {
  return X509CertificateGenerator.create({
    ...content,
    ...(serialNumber === undefined ? {} : { serialNumber }),
    issuer: 'certificate' in signer ? signer.certificate.subject : signer.subject,
    extensions: [
      ...extensions,
      await SubjectKeyIdentifierExtension.create(content.publicKey),
      await AuthorityKeyIdentifierExtension.create(signer.keys.publicKey),
    ],
    signingKey: signer.keys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
}

function keyOf(csr: Uint8Array): Promise<webcrypto.CryptoKey> {
  return new Pkcs10CertificateRequest(Uint8Array.from(csr)).publicKey.export();
}

function generateKeys(keyAlgorithm: KeyAlgorithm): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY_PARAMETERS[keyAlgorithm], true, ['sign', 'verify']);
}

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: Uint8Array.of(1, 0, 1) };
const KEY_PARAMETERS: Record<KeyAlgorithm, webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams> = {
  EC_PRIME256V1: { name: 'ECDSA', namedCurve: 'P-256' },
  EC_SECP384R1: { name: 'ECDSA', namedCurve: 'P-384' },
  RSA_2048: { ...RSA, modulusLength: 2048 },
  RSA_3072: { ...RSA, modulusLength: 3072 },
  RSA_4096: { ...RSA, modulusLength: 4096 },
};

function toPem(certificate: X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`;
}

function toPrivateKeyPem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}
