/**
 * The name by which a CA's renewal information knows a certificate (RFC 9773 §4.1): the key identifier of its issuer and
 * its serial number, both as they stand in the DER (a leading zero of the serial included), in base64url. Pure.
 */
import type { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AuthorityKeyIdentifier, Certificate, id_ce_authorityKeyIdentifier } from '@peculiar/asn1-x509';

/** Undefined for a certificate that names no key identifier: then its CA cannot be asked. */
export function certIdOf({ raw }: X509Certificate): string | undefined {
  const { serialNumber, extensions } = AsnConvert.parse(raw, Certificate).tbsCertificate;
  const extension = extensions?.find(({ extnID }) => extnID === id_ce_authorityKeyIdentifier);
  if (!extension) return undefined;
  const { keyIdentifier } = AsnConvert.parse(extension.extnValue, AuthorityKeyIdentifier);
  return keyIdentifier && `${base64url(keyIdentifier.buffer)}.${base64url(serialNumber)}`;
}

function base64url(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('base64url');
}
