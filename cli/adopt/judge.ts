/** Judges one certificate of a client's folder: whether key, leaf and chain belong together, and what a renewer would take. Pure. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { certIdOf } from '../../functions/engine/certificate/cert-id.ts';
import { readCertificateFacts } from '../../functions/engine/certificate/certificate-facts.ts';
import { findCertificateFaults } from '../../functions/engine/certificate/certificate-faults.ts';
import { digestOf } from '../../functions/engine/certificate/leaf-digest.ts';
import { versionName } from '../../functions/engine/certificate/version-name.ts';
import { KEY_ALGORITHMS, type KeyAlgorithm } from '../../functions/engine/config/definition.ts';
import { checkDomainNames } from '../../functions/engine/dns/name-set.ts';
import { listed, printable } from '../../functions/engine/errors.ts';
import type { CertificateFiles, StoredCertificate } from '../../functions/engine/ports/store.ts';
import { privateKeyIn } from '../../functions/engine/secrets/account-key-value.ts';
import type { FoundCertificate } from './found.ts';

/** What is stored, but for what only the renewer says. */
export type Judged = {
  files: CertificateFiles;
  facts: Omit<StoredCertificate, 'certificateAuthority' | 'profile' | 'standsIn'>;
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** A run finds versions that were begun within 400 days. */
const OLDEST_MS = 390 * DAY_MS;
/** A chain has three, and some have a cross-signed one more. */
const MOST_CERTIFICATES = 10;
const MOST_FAULTS = 4;

/** @returns every fault, in words that quote no key. */
export function judge(found: FoundCertificate, now: Date): Judged | { fault: string } {
  const key = keyOf(found.privateKeyPem);
  if ('fault' in key) return key;
  const certificates = [...certificatesIn(found.certificatePem), ...certificatesIn(found.chainPem)];
  const [leaf, ...others] = certificates.filter(isFirstOfItsKind);
  if (!leaf) return { fault: 'there is no certificate in PEM form' };
  if (certificates.length > MOST_CERTIFICATES)
    return { fault: `it has more than ${MOST_CERTIFICATES} certificates` };
  try {
    return judgeParts(leaf, others, key.pem, now);
  } catch {
    return { fault: 'its certificate cannot be read as X.509' };
  }
}

function judgeParts(leaf: X509Certificate, chain: X509Certificate[], privateKeyPem: string, now: Date) {
  const { keyAlgorithm, domainNames: given, otherNames, keyUsage } = readCertificateFacts(leaf);
  const names = checkDomainNames(given);
  const domainNames = 'names' in names ? names.names : given;
  const received = { pem: '', privateKeyPem, domainNames: given, keyAlgorithm: 'any' as const, now };
  const { faults } = findCertificateFaults(leaf, chain, received);
  if ('faults' in names) faults.push(...names.faults.map(({ fault }) => fault));
  if (otherNames > 0) faults.push(`${otherNames} of its names are no DNS names`);
  if (leaf.validFromDate > now) faults.push(`it is not valid before ${leaf.validFromDate.toISOString()}`);
  if (!isKnown(keyAlgorithm))
    faults.push(`its key is ${printable(keyAlgorithm, 30)}; known are ${KEY_ALGORITHMS.join(', ')}`);
  if (now.getTime() - leaf.validFromDate.getTime() > OLDEST_MS) faults.push('it is older than 390 days');
  if (faults.length > 0 || !isKnown(keyAlgorithm)) return { fault: listed(faults, MOST_FAULTS) };
  const sha256 = digestOf(leaf);
  return {
    files: {
      privateKeyPem,
      certificatePem: leaf.toString(),
      chainPem: chain.map(String).join(''),
    },
    facts: {
      // The same at every call: what is stored already is found again.
      version: versionName(leaf.validFromDate, Buffer.from(sha256.slice(0, 8), 'hex')),
      serial: leaf.serialNumber.toLowerCase(),
      sha256,
      domainNames,
      notBefore: leaf.validFromDate,
      notAfter: leaf.validToDate,
      keyAlgorithm,
      certId: certIdOf(leaf),
      keyUsage,
    },
  };
}

function isKnown(keyAlgorithm: string): keyAlgorithm is KeyAlgorithm {
  return KEY_ALGORITHMS.some((one) => one === keyAlgorithm);
}

/** lego writes the chain behind the leaf, and once more into a file of its own. */
function isFirstOfItsKind(one: X509Certificate, place: number, all: readonly X509Certificate[]): boolean {
  return all.findIndex((other) => other.fingerprint256 === one.fingerprint256) === place;
}

/** As PKCS#8, which the renewer writes and reads. */
function keyOf(text: string): { pem: string } | { fault: string } {
  if (text === '') return { fault: 'its private key is not there' };
  if (/ENCRYPTED/.test(text)) {
    return { fault: 'its private key is encrypted; decrypt it first (openssl pkey -in … -out …)' };
  }
  try {
    const key = createPrivateKey(privateKeyIn(text) ?? '');
    return { pem: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
  } catch {
    return { fault: 'its private key cannot be read' };
  }
}

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** What stands between them is left out. What is no certificate is none. */
function certificatesIn(text: string): X509Certificate[] {
  const found: X509Certificate[] = [];
  let begin = text.indexOf(BEGIN);
  while (begin >= 0 && found.length <= MOST_CERTIFICATES) {
    const end = text.indexOf(END, begin);
    if (end < 0) break;
    try {
      found.push(new X509Certificate(`${text.slice(begin, end)}${END}\n`));
    } catch {
      return [];
    }
    begin = text.indexOf(BEGIN, end);
  }
  return found;
}
