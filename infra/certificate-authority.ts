/** The CAs that have a name, and any other by the URL of its ACME directory. */
import { directoryUrlOf } from '../functions/engine/config/defaults.ts';

/** A certificate authority that speaks ACME. */
export class CertificateAuthority {
  /** Let's Encrypt, https://letsencrypt.org. */
  static readonly LETS_ENCRYPT = CertificateAuthority.of(directoryUrlOf('letsencrypt'));
  /** Let's Encrypt's staging, for trials: its limits are wide, and no client trusts its certificates. */
  static readonly LETS_ENCRYPT_STAGING = CertificateAuthority.of(directoryUrlOf('letsencrypt-staging'));
  /** Google Trust Services. It needs an external account. */
  static readonly GOOGLE = CertificateAuthority.of(directoryUrlOf('google'));
  /** Google's staging, for trials. It needs an external account. */
  static readonly GOOGLE_STAGING = CertificateAuthority.of(directoryUrlOf('google-staging'));
  /** ZeroSSL. It needs an external account. */
  static readonly ZEROSSL = CertificateAuthority.of(directoryUrlOf('zerossl'));

  /**
   * Any other CA.
   *
   * @param directoryUrl https URL of its ACME directory.
   */
  static of(directoryUrl: string): CertificateAuthority {
    return new CertificateAuthority(directoryUrl);
  }

  /** https URL of its ACME directory. */
  readonly directoryUrl: string;

  private constructor(directoryUrl: string) {
    this.directoryUrl = directoryUrl;
  }
}
