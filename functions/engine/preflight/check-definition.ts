/** The run's checks of definition and state alone, without a question to anyone. Pure. */
import type { CertificateDefinition } from '../config/definition.ts';
import { mostDomainNames } from '../dns/name-set.ts';
import { RenewerError } from '../errors.ts';
import { WITHOUT_KEY_ENCIPHERMENT } from '../install/existing-arns.ts';
import { ownValue } from '../own-value.ts';
import type { StoredCertificate } from '../ports/store.ts';
import type { CertificateState } from '../renewal/state.ts';

/**
 * ACM's rules for an ARN that exists, as far as they show before there is a certificate: its key keeps type and size and its
 * key usages, and at least one of its names stays. The certificate itself is checked against the rest
 * (install/check-reimport.ts).
 */
export function checkHeldArns(
  { certificateName, keyAlgorithm, domainNames, regions, profile }: CertificateDefinition,
  { certificate, installations }: CertificateState,
): void {
  const arns = regions.flatMap((region) => ownValue(installations, region)?.certificateArn ?? []);
  if (!certificate || arns.length === 0) return;
  if (certificate.keyAlgorithm !== keyAlgorithm) {
    const change = `The key algorithm of ${certificateName} was changed from ${certificate.keyAlgorithm} to ${keyAlgorithm}`;
    throw importIncompatible(arns, `${change}, but ACM cannot change the key type or size`);
  }
  if (!certificate.domainNames.some((name) => domainNames.includes(name))) {
    const change = `All names of ${certificateName} were replaced (${certificate.domainNames.join(', ')} before)`;
    throw importIncompatible(arns, `${change}, but ACM cannot remove all names at once`);
  }
  if (losesKeyEncipherment(certificate, profile)) {
    const change = `The profile of ${certificateName} was changed from ${certificate.profile ?? "the CA's own choice"} to ${profile}`;
    const rule = `whose certificates for ${keyAlgorithm} lack keyEncipherment, but ACM cannot remove a key usage`;
    throw importIncompatible(arns, `${change}, ${rule}`, ANY_PROFILE);
  }
}

const ANY_PROFILE = ' With keyAlgorithm EC_PRIME256V1 its ARN takes every later profile.';

/** ACM makes an exception for EC keys. */
function losesKeyEncipherment(held: StoredCertificate, nextProfile: string | undefined): boolean {
  if (!held.keyAlgorithm.startsWith('RSA_')) return false;
  if (nextProfile === undefined || !WITHOUT_KEY_ENCIPHERMENT.includes(nextProfile)) return false;
  // Without the usages, which earlier releases did not write down, the profile tells where it is known to.
  return held.keyUsage?.includes('keyEncipherment') ?? held.profile === 'classic';
}

export function checkNameCount({ certificateName, domainNames, profile }: CertificateDefinition): void {
  const most = mostDomainNames(profile);
  if (domainNames.length <= most) return;
  throw new RenewerError({
    code: 'identifier-rejected',
    disposition: 'person',
    subject: certificateName,
    message:
      `${certificateName} has ${domainNames.length} names, but the profile "${profile}" takes ${most} at most. No ` +
      'order was made.',
    advice: 'Spread the names over several certificates, or choose the profile "classic".',
  });
}

function importIncompatible(arns: string[], rule: string, hint = ''): RenewerError {
  return new RenewerError({
    code: 'import-incompatible',
    disposition: 'person',
    subject: arns.join(', '),
    message: `${rule} of an ARN that exists. No order was made. It is about ${arns.join(', ')}.`,
    advice: `Take the change back, or declare a second certificate (another certificateName) and move the listeners to its ARN.${hint}`,
  });
}
