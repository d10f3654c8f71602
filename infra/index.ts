/** What the package offers: certificates of Let's Encrypt, by DNS-01 at DNScale, as constructs. */
import './requirements.ts'; // MUST be the first import, see there.

export { CertificateAuthority } from './certificate-authority.ts';
export type { CertificateProps } from './certificate-props.ts';
export { CertificateRenewer } from './certificate-renewer.ts';
export {
  type ICertificateRenewer,
  RenewedCertificate,
  type RenewedCertificateProps,
} from './renewed-certificate.ts';
export type {
  CertificateRenewerAttributes,
  CertificateRenewerProps,
  DnscaleOptions,
  DnsOptions,
} from './renewer-props.ts';
