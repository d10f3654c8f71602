/** What holds when the configuration is silent. Where we differ from lego, the documentation says so. */
import type { CertificateDefinition, KeyAlgorithm } from './definition.ts';
import type { CertificateSettings } from './renewer-config.ts';

/** The CAs that have a short name. */
export const CERTIFICATE_AUTHORITIES: Readonly<Record<string, string>> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
};

export const DEFAULTS = {
  certificateAuthority: 'letsencrypt',
  // Survives every change of profile on one ACM ARN; RSA does not, as ACM never lets a key usage go.
  keyAlgorithm: 'EC_PRIME256V1' satisfies KeyAlgorithm,
  letsEncryptProfile: 'classic',
  dnscale: {
    apiUrl: 'https://api.dnscale.eu/v1',
    httpTimeoutSeconds: 30,
    ttlSeconds: 120,
    propagationTimeoutSeconds: 120,
    closedPortWaitSeconds: 60,
  },
  nameServerPort: 53,
  nameServerDomains: ['dnscale.eu'],
  everyMinutes: 10,
} as const;

/**
 * A certificate's settings from what its author gave. `regions` stays undefined when it was not given:
 * only the stack knows its own region.
 */
export function certificateSettings(
  given: Pick<CertificateDefinition, 'domainNames'> & Partial<CertificateDefinition>,
  directoryUrl: string,
): CertificateSettings {
  const isLetsEncrypt = Object.values(CERTIFICATE_AUTHORITIES).includes(directoryUrl);
  return {
    certificateName: given.certificateName ?? defaultCertificateName(given.domainNames),
    domainNames: given.domainNames,
    keyAlgorithm: given.keyAlgorithm ?? DEFAULTS.keyAlgorithm,
    certificateAuthority: directoryUrl,
    profile: given.profile ?? (isLetsEncrypt ? DEFAULTS.letsEncryptProfile : undefined),
    regions: given.regions,
  };
}

/** The name that a certificate goes by when it was given none. */
export function defaultCertificateName(domainNames: readonly string[]): string {
  return domainNames[0] ?? '';
}
