/**
 * Reads from a certificate what our rules compare. Key Usage and the alternative names come from the DER itself:
 * node:crypto calls the *extended* usage `keyUsage` and gives the names as one string with escapes in it. The
 * PEM parser of the DER parser's family backtracks exponentially and is never used.
 */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  Certificate,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  KeyUsage,
  SubjectAlternativeName,
} from '@peculiar/asn1-x509';

export type CertificateFacts = {
  /** In AWS's words: `EC_PRIME256V1`, `RSA_2048`; also one that we do not offer (`RSA_1024`, `ed25519`). */
  keyAlgorithm: string;
  /** The DNS names, lower case, in the certificate's order. */
  domainNames: string[];
  /** How many alternative names are of another kind: addresses, mail boxes, URIs. */
  otherNames: number;
  /** Key Usage bits by their X.509 names: `digitalSignature`, `keyEncipherment`, …; empty without the extension. */
  keyUsage: string[];
  /** Extended Key Usage: `serverAuth`, `clientAuth`, others as OIDs; empty without the extension. */
  extendedKeyUsage: string[];
};

/** @throws whatever the parser throws when an extension is malformed; the caller knows who sent the certificate. */
export function readCertificateFacts(certificate: X509Certificate): CertificateFacts {
  const extensions = new Map(
    AsnConvert.parse(certificate.raw, Certificate).tbsCertificate.extensions?.map((extension) => [
      extension.extnID,
      extension.extnValue,
    ]),
  );
  const keyUsage = extensions.get(id_ce_keyUsage);
  const alternativeNames = extensions.get(id_ce_subjectAltName);
  const names = alternativeNames ? [...AsnConvert.parse(alternativeNames, SubjectAlternativeName)] : [];
  const domainNames = names.flatMap(({ dNSName }) => (dNSName === undefined ? [] : [dNSName.toLowerCase()]));
  return {
    keyAlgorithm: nameKeyAlgorithm(certificate.publicKey),
    domainNames,
    otherNames: names.length - domainNames.length,
    keyUsage: keyUsage ? AsnConvert.parse(keyUsage, KeyUsage).toJSON() : [],
    extendedKeyUsage: (certificate.keyUsage ?? []).map((oid) => EXTENDED_KEY_USAGES[oid] ?? oid),
  };
}

const EXTENDED_KEY_USAGES: Record<string, string> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
};

function nameKeyAlgorithm(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return `RSA_${modulusLength}`;
  if (key.asymmetricKeyType === 'ec') return `EC_${namedCurve?.toUpperCase()}`;
  return String(key.asymmetricKeyType);
}
