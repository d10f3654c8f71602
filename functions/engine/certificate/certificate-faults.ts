/**
 * Finds what is wrong with a certificate that a CA sent: each fault is a part of a sentence with the value seen and the
 * value expected. It never throws for what it finds. A chain is required: ACM would do without, but a public CA always
 * sends one, and clients fail without it.
 */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import type { KeyAlgorithm } from '../config/definition.ts';
import { printable } from '../errors.ts';
import { type CertificateFacts, readCertificateFacts } from './certificate-facts.ts';

/** What the CA sent, and what we had asked for. */
export type ReceivedCertificate = {
  /** The CA's answer as it came: the leaf, then its chain. */
  pem: string;
  /** The key that the CSR was signed with (PKCS#8). */
  privateKeyPem: string;
  /** The names asked for, canonical. */
  domainNames: string[];
  /** `any` where nobody has asked for one: a reader of the store. */
  keyAlgorithm: KeyAlgorithm | 'any';
  now: Date;
};

// ACM's limits; a chain of 256 KiB, our own cap, is far below its 2 MiB.
const MAX_CERTIFICATE_BYTES = 32_768;
const MAX_PRIVATE_KEY_BYTES = 5_120;

export type CertificateFaults = {
  /** Every fault but missing names, and but a validity that has not begun: that one passes by itself. */
  faults: string[];
  /** Names that were asked for and are not in it. */
  missing: string[];
  /** Names in it that were not asked for. They harm nothing: some CAs add `www`. */
  extra: string[];
};

export function findCertificateFaults(
  leaf: X509Certificate,
  chain: X509Certificate[],
  received: ReceivedCertificate,
): CertificateFaults {
  const facts = readCertificateFacts(leaf);
  const faults = [
    ...findKeyFaults(leaf, facts, received),
    ...findValidityFaults(leaf, chain, received.now),
    ...findChainFaults(leaf, chain),
    ...findSizeFaults(leaf, received.privateKeyPem),
  ];
  return { faults, ...compareNames(facts, received.domainNames) };
}

function findKeyFaults(
  leaf: X509Certificate,
  facts: CertificateFacts,
  received: ReceivedCertificate,
): string[] {
  const faults = [];
  const privateKey = readPrivateKey(received.privateKeyPem);
  if (!privateKey) faults.push('the private key cannot be read');
  else if (!leaf.checkPrivateKey(privateKey))
    faults.push('its public key does not belong to the private key');
  if (received.keyAlgorithm !== 'any' && facts.keyAlgorithm !== received.keyAlgorithm) {
    faults.push(`its key is ${facts.keyAlgorithm}, not ${received.keyAlgorithm} as requested`);
  }
  if (leaf.ca) faults.push('the first certificate is a CA certificate, the leaf should come first');
  return faults;
}

// OpenSSL's words on a key are left out on purpose: no text derived from a key reaches a message.
function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function compareNames({ domainNames, otherNames }: CertificateFacts, asked: string[]) {
  const extra = domainNames.filter((name) => !asked.includes(name)).map((name) => printable(name, 255));
  const others = otherNames > 0 ? [`${otherNames} that are not DNS names`] : [];
  return { missing: asked.filter((name) => !domainNames.includes(name)), extra: [...extra, ...others] };
}

function findValidityFaults(leaf: X509Certificate, chain: X509Certificate[], now: Date): string[] {
  const faults = [];
  if (!(now < leaf.validToDate)) {
    faults.push(`it expired at ${leaf.validToDate.toISOString()}, now is ${now.toISOString()}`);
  }
  for (const [index, { validFromDate, validToDate }] of chain.entries()) {
    if (validFromDate <= now && now < validToDate) continue;
    const span = `${validFromDate.toISOString()} to ${validToDate.toISOString()}`;
    faults.push(`chain certificate ${index + 1} is valid from ${span}, now is ${now.toISOString()}`);
  }
  return faults;
}

function findChainFaults(leaf: X509Certificate, chain: X509Certificate[]): string[] {
  if (chain.length === 0) return ['no chain came with it, at least one intermediate was expected'];
  const faults = [];
  const seen = new Set([leaf.fingerprint256]);
  for (const [index, issuer] of chain.entries()) {
    const issued = chain[index - 1] ?? leaf;
    const issuedName = index === 0 ? 'the leaf' : `chain certificate ${index}`;
    if (seen.has(issuer.fingerprint256)) faults.push(`chain certificate ${index + 1} repeats an earlier one`);
    else if (!isIssuedBy(issued, issuer)) {
      const seenSubject = printable(issuer.subject || 'no subject');
      const wanted = printable(issued.issuer || 'no issuer');
      faults.push(
        `chain certificate ${index + 1} ("${seenSubject}") did not issue ${issuedName}, whose issuer is "${wanted}"`,
      );
    }
    seen.add(issuer.fingerprint256);
  }
  return faults;
}

/** `checkIssued` compares names, key identifiers and usage; only `verify` checks the signature. */
function isIssuedBy(issued: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && issued.checkIssued(issuer) && issued.verify(issuer.publicKey);
}

function findSizeFaults(leaf: X509Certificate, privateKeyPem: string): string[] {
  const faults = [];
  const leafBytes = leaf.toString().length;
  if (leafBytes > MAX_CERTIFICATE_BYTES) {
    faults.push(`it has ${leafBytes} bytes of PEM, ACM takes ${MAX_CERTIFICATE_BYTES}`);
  }
  if (privateKeyPem.length > MAX_PRIVATE_KEY_BYTES) {
    faults.push(`its key has ${privateKeyPem.length} bytes of PEM, ACM takes ${MAX_PRIVATE_KEY_BYTES}`);
  }
  return faults;
}
