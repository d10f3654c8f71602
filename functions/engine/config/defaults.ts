/** What applies where the configuration says nothing. The documentation lists where we differ from lego. */
import { ownValue } from '../own-value.ts';
import type { CertificateDefinition, KeyAlgorithm } from './definition.ts';
import type { CertificateSettings } from './renewer-config.ts';

/** The CAs that have a short name. */
export const CERTIFICATE_AUTHORITIES: Readonly<Record<string, string>> = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
  google: 'https://dv.acme-v02.api.pki.goog/directory',
  'google-staging': 'https://dv.acme-v02.test-api.pki.goog/directory',
  zerossl: 'https://acme.zerossl.com/v2/DV90',
};

/** Those whose certificates browsers trust. The others are for trials, or the user's own. */
export const TRUSTED_AUTHORITIES: readonly string[] = ['letsencrypt', 'google', 'zerossl'].map(
  directoryUrlOf,
);

/** The directory URL of a CA that is given by its short name or by that URL. */
export function directoryUrlOf(certificateAuthority: string): string {
  return ownValue(CERTIFICATE_AUTHORITIES, certificateAuthority) ?? certificateAuthority;
}

/** The short name of a CA; its URL where it has none. */
export function authorityName(directoryUrl: string): string {
  const [name = directoryUrl] =
    Object.entries(CERTIFICATE_AUTHORITIES).find(([, url]) => url === directoryUrl) ?? [];
  return name;
}

export const DEFAULTS = {
  certificateAuthority: 'letsencrypt',
  // An EC key can stay on one ARN when the profile changes; an RSA key cannot, because ACM refuses to drop a key usage.
  keyAlgorithm: 'EC_PRIME256V1' satisfies KeyAlgorithm,
  letsEncryptProfile: 'classic',
  dnscale: {
    apiUrl: 'https://api.dnscale.eu/v1',
    tokenSecretName: 'dnscale/token',
    httpTimeoutSeconds: 30,
    ttlSeconds: 120,
    propagationTimeoutSeconds: 120,
    closedPortWaitSeconds: 60,
    extraWaitSeconds: 0,
    delegationZones: [],
  },
  // Cloudflare's and Google's: both validate, heed CD and set AD, and filter no names.
  validatingResolvers: ['1.1.1.1:53', '8.8.8.8:53'],
  nameServerPort: 53,
  nameServerDomains: ['dnscale.eu'],
  allowPrivateNameServers: false,
  allowPrivateOrigins: false,
  everyMinutes: 10,
} as const;

/**
 * A certificate's settings: what its author gave, and a default for everything else. `regions` stays undefined when it
 * was not given: only the stack knows its own region.
 */
export function certificateSettings(
  given: Pick<CertificateDefinition, 'certificateName' | 'domainNames'> &
    Partial<CertificateSettings> & { importIntoAcm?: boolean | undefined },
  directoryUrl: string,
): CertificateSettings {
  return {
    certificateName: given.certificateName,
    domainNames: given.domainNames,
    keyAlgorithm: given.keyAlgorithm ?? DEFAULTS.keyAlgorithm,
    certificateAuthority: directoryUrl,
    profile: given.profile ?? defaultProfile(directoryUrl),
    preferredChain: given.preferredChain,
    // No wait is left out, so that it changes the content hash of no definition.
    extraWaitSeconds: given.extraWaitSeconds || undefined,
    regions: given.importIntoAcm === false ? [] : given.regions,
    storeInSecretsManager: given.storeInSecretsManager || undefined,
    existingCertificateArns: given.existingCertificateArns,
    removalPolicy: given.removalPolicy,
    // An empty list is left out, for the same reason.
    probe: given.probe?.length ? given.probe : undefined,
    timeoutMinutes: given.timeoutMinutes,
  };
}

/** Other CAs have profiles of other names, or none: the choice is theirs. */
export function defaultProfile(directoryUrl: string): string | undefined {
  return isLetsEncrypt(directoryUrl) ? DEFAULTS.letsEncryptProfile : undefined;
}

/** Its production or its staging. */
export function isLetsEncrypt(directoryUrl: string): boolean {
  return ['letsencrypt', 'letsencrypt-staging'].map(directoryUrlOf).includes(directoryUrl);
}

/** The name of a certificate that was given none. */
export function defaultCertificateName(domainNames: readonly string[]): string {
  return domainNames[0] ?? '';
}

/** A rough test: only a mail can tell whether the mailbox exists. One address, without a name or the parts of a URI. */
const EMAIL_ADDRESS = /^[^\s@:,;?<>]+@[^\s@.:,;?<>]+(\.[^\s@.:,;?<>]+)+$/;

/** The address without the `mailto:` in front of it, which others ask for; undefined when it is none. */
export function emailAddress(text: string): string | undefined {
  const address = text.trim().replace(/^mailto:/i, '');
  return EMAIL_ADDRESS.test(address) ? address : undefined;
}
