/**
 * What can be known before an order is spent: every name has an active zone, the CA offers the profile, and ACM
 * will take it on the ARNs that exist.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { challengeName } from '../dns/name.ts';
import { findZone } from '../dns/zone.ts';
import { RenewerError } from '../errors.ts';
import type { AcmeServer, Deadline, Zone, ZoneDirectory } from '../ports.ts';
import type { CertificateState } from '../renewal/state.ts';

export type PreflightPorts = { zones: ZoneDirectory; acme: Pick<AcmeServer, 'listProfiles'> };

/**
 * The zones that the token can read.
 * @throws RenewerError `zone-not-found`, `zone-not-active`, `profile-unknown`, `import-incompatible`, and what the
 * ports throw.
 */
export async function preflight(
  definition: CertificateDefinition,
  state: CertificateState,
  { zones, acme }: PreflightPorts,
  deadline: Deadline,
): Promise<Zone[]> {
  const { domainNames, profile, certificateAuthority } = definition;
  refuseWhatAcmWould(definition, state);
  const [found, profiles] = await Promise.all([
    zones.listZones(deadline),
    profile === undefined ? Promise.resolve<string[]>([]) : acme.listProfiles(deadline),
  ]);
  for (const name of domainNames) findZone(found, challengeName(name));
  if (profile !== undefined && !profiles.includes(profile)) {
    throw profileUnknown(profile, profiles, certificateAuthority);
  }
  return found;
}

function profileUnknown(profile: string, offered: string[], certificateAuthority: string): RenewerError {
  const choice =
    offered.length > 0 ? `It offers ${offered.join(', ')}.` : 'It offers none: leave `profile` out.';
  return new RenewerError({
    code: 'profile-unknown',
    disposition: 'person',
    subject: profile,
    message: `The CA ${certificateAuthority} has no profile "${profile}". ${choice}`,
  });
}

/**
 * ACM's rules for an ARN that exists, as far as they show before there is a certificate: its key keeps type and size,
 * and not all of its names go. The rest is checked on the certificate itself (install/check-import.ts).
 */
function refuseWhatAcmWould(
  definition: CertificateDefinition,
  { certificate, installations }: CertificateState,
) {
  const { certificateName, keyAlgorithm, domainNames, regions } = definition;
  const arns = regions.flatMap((region) => installations[region]?.certificateArn ?? []);
  if (!certificate || arns.length === 0) return;
  if (certificate.keyAlgorithm !== keyAlgorithm) {
    const change = `The key algorithm of ${certificateName} was changed from ${certificate.keyAlgorithm} to ${keyAlgorithm}`;
    throw notOntoThese(arns, `${change}, but ACM cannot change the key type or size`);
  }
  if (!certificate.domainNames.some((name) => domainNames.includes(name))) {
    const change = `All names of ${certificateName} were replaced (${certificate.domainNames.join(', ')} before)`;
    throw notOntoThese(arns, `${change}, but ACM cannot remove all names at once`);
  }
}

function notOntoThese(arns: string[], rule: string): RenewerError {
  return new RenewerError({
    code: 'import-incompatible',
    disposition: 'person',
    subject: arns.join(', '),
    message:
      `${rule} of an ARN that exists (${arns.join(', ')}). No order was made. Take the change back, or declare a ` +
      'certificate with another certificateName, which gets an ARN of its own, and move the listeners to that.',
  });
}
