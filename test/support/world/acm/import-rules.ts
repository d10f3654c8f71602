/**
 * What ACM demands of an import, alone and onto an ARN, after its user guide ("Prerequisites for importing", "Certificate
 * import problems", "Reimport a certificate"). The words marked AWS are its own, from the reports of people; the others are
 * ours. It shares no code with the product, whose rules it has to judge.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as ParsedCertificate,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509';
import { AcmRefusal } from './refusal.ts';

export type ImportedMaterial = { certificate: Buffer; privateKey: Buffer; chain: Buffer };

export type Leaf = {
  pem: string;
  certificate: X509Certificate;
  /** As ACM spells it in its list: `EC_prime256v1`, `RSA_2048`. */
  keyAlgorithm: string;
  domainNames: string[];
  /** Key Usage, as bits. */
  keyUsage: number;
  /** Extended Key Usage, as OIDs. */
  extendedKeyUsage: string[];
};

const MAX_BYTES = { certificate: 32_768, certificateChain: 2_097_152, privateKey: 5_120 };
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

const invalid = (words: string) => new AcmRefusal('ValidationException', words);

/** @throws AcmRefusal when ACM takes no such certificate, key and chain. */
export function checkImport(material: ImportedMaterial, now: Date): Leaf {
  checkSize('certificate', material.certificate);
  checkSize('privateKey', material.privateKey);
  checkSize('certificateChain', material.chain);
  const [pem, second] = material.certificate.toString().match(PEM_CERTIFICATE) ?? [];
  if (pem === undefined) throw invalid('The certificate field contains no certificate in PEM.');
  // AWS
  if (second !== undefined) {
    throw invalid(
      'The certificate field contains more than one certificate. You can specify only one certificate in this field.',
    );
  }
  const certificate = parse(pem);
  if (certificate.validFromDate > now) throw invalid('The certificate is not valid yet.');
  if (certificate.validToDate < now) throw invalid('The certificate has expired.');
  checkKey(certificate, material.privateKey);
  checkChain(certificate, material.chain.toString());
  return readLeaf(material.certificate.toString(), certificate);
}

/** @throws AcmRefusal when the ARN that holds `held` does not take `next`. */
export function checkOntoArn(held: Leaf, next: Leaf): void {
  if (held.keyAlgorithm !== next.keyAlgorithm) {
    throw invalid('The key type and size of the currently imported certificate cannot be changed.');
  }
  const isEc = held.keyAlgorithm.startsWith('EC_');
  const removable = isEc ? KeyUsageFlags.keyEncipherment : 0;
  const addsKeyUsage = held.keyUsage === 0 && next.keyUsage !== 0;
  const addsExtended = held.extendedKeyUsage.length === 0 && next.extendedKeyUsage.length > 0;
  // The rule is in ACM's guide; the words are ours.
  if (addsKeyUsage || addsExtended) throw invalid('A usage extension cannot be added by a reimport.');
  if ((held.keyUsage & ~next.keyUsage & ~removable) !== 0) throw invalid(missing('Key Usages'));
  const removed = held.extendedKeyUsage.filter((oid) => !next.extendedKeyUsage.includes(oid));
  if (removed.some((oid) => oid !== CLIENT_AUTH)) throw invalid(missing('Extended Key Usages'));
  if (!held.domainNames.some((name) => next.domainNames.includes(name))) {
    throw invalid('The new certificate has none of the domain names of the currently imported certificate.');
  }
}

// AWS
function missing(usages: string): string {
  return `New certificate is missing one or more ${usages} supported by the currently imported certificate`;
}

function checkSize(field: keyof typeof MAX_BYTES, { length }: Buffer): void {
  if (length <= MAX_BYTES[field]) return;
  throw invalid(
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BYTES[field]}`,
  );
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw invalid('The certificate field contains what is no X.509 certificate.');
  }
}

function checkKey(certificate: X509Certificate, privateKey: Buffer): void {
  let isItsOwn = false;
  try {
    isItsOwn = certificate.checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    throw invalid('The private key is not an unencrypted private key in PEM.');
  }
  if (!isItsOwn) throw invalid('The private key does not match the public key of the certificate.');
}

/** The leaf's issuer first, each certified by the next; the root may be left out, the leaf must be. */
function checkChain(leaf: X509Certificate, chain: string): void {
  if (chain === '') return;
  const issuers = (chain.match(PEM_CERTIFICATE) ?? []).map(parse);
  const isInOrder = issuers.every((issuer, index) => {
    const certified = issuers[index - 1] ?? leaf;
    return issuer.ca && certified.checkIssued(issuer) && certified.verify(issuer.publicKey);
  });
  // AWS
  if (issuers.length === 0 || !isInOrder) {
    throw invalid('Could not validate the certificate with the certificate chain.');
  }
}

function readLeaf(pem: string, certificate: X509Certificate): Leaf {
  const parsed = new ParsedCertificate(certificate.raw);
  const names = parsed.getExtension(SubjectAlternativeNameExtension)?.names.toJSON() ?? [];
  const { modulusLength, namedCurve } = certificate.publicKey.asymmetricKeyDetails ?? {};
  return {
    pem,
    certificate,
    keyAlgorithm: namedCurve === undefined ? `RSA_${modulusLength}` : `EC_${namedCurve}`,
    domainNames: names.filter(({ type }) => type === 'dns').map(({ value }) => value),
    keyUsage: parsed.getExtension(KeyUsagesExtension)?.usages ?? 0,
    extendedKeyUsage: (parsed.getExtension(ExtendedKeyUsageExtension)?.usages ?? []).map(String),
  };
}
