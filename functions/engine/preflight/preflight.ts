/**
 * What can be known before an order is spent: ACM will take the certificate on the ARNs that exist, the profile takes so
 * many names and the CA offers it, every TXT value has a zone at DNScale that the CA will ask, and CAA records let it
 * issue. It changes nothing.
 */

import type { CertificateDefinition } from '../config/definition.ts';
import type { ChallengeTarget } from '../dns/challenge-target.ts';
import { mostDomainNames } from '../dns/name-set.ts';
import { RenewerError } from '../errors.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState } from '../renewal/state.ts';
import { checkCaa } from './check-caa.ts';
import { findTargets, type TargetPorts } from './check-targets.ts';
import { CLOCK_FIX, clockFault } from './clock-skew.ts';

export type PreflightPorts = TargetPorts & { acme: Pick<AcmeServer, 'readMeta' | 'readAccountUrl'> };

/**
 * Where each TXT value goes, by challenge name. The questions to DNScale, DNS and CA run side by side; of several
 * faults the first in the order below is told.
 * @throws RenewerError `import-incompatible`, `identifier-rejected`, `zone-not-found`, `zone-not-active`,
 * `delegation-loop`, `not-delegated`, `profile-unknown`, `caa-forbids`, and what the ports throw.
 */
export async function preflight(
  definition: CertificateDefinition,
  state: CertificateState,
  ports: PreflightPorts,
  deadline: Deadline,
): Promise<Map<string, ChallengeTarget>> {
  refuseWhatAcmWould(definition, state);
  refuseTooManyNames(definition);
  const { domainNames } = definition;
  const [targets, ...others] = await Promise.allSettled([
    findTargets(domainNames, ports, deadline),
    checkProfile(definition, ports, deadline),
    checkClock(definition, ports, deadline),
    checkCaa(domainNames, ports, deadline),
  ]);
  if (targets.status === 'rejected') throw targets.reason;
  for (const other of others) if (other.status === 'rejected') throw other.reason;
  return targets.value;
}

async function checkProfile(
  { profile, certificateAuthority }: CertificateDefinition,
  { acme }: PreflightPorts,
  deadline: Deadline,
): Promise<void> {
  if (profile === undefined) return;
  const { profiles } = await acme.readMeta(deadline);
  if (!profiles.includes(profile)) throw profileUnknown(profile, profiles, certificateAuthority);
}

/** A clock that is wrong fails nothing by itself, so it is only told. */
async function checkClock(
  { certificateAuthority }: CertificateDefinition,
  { acme, events }: PreflightPorts,
  deadline: Deadline,
): Promise<void> {
  const fault = clockFault((await acme.readMeta(deadline)).clockAheadMs);
  if (fault === undefined) return;
  events.emit({
    event: 'warning',
    subject: certificateAuthority,
    message: `Nothing is held up by it, but ${fault}. ${CLOCK_FIX}`,
  });
}

function profileUnknown(profile: string, offered: string[], certificateAuthority: string): RenewerError {
  const choice =
    offered.length > 0
      ? `Set \`profile\` to one that it offers: ${offered.join(', ')}.`
      : 'It offers none: leave `profile` out.';
  return new RenewerError({
    code: 'profile-unknown',
    disposition: 'person',
    subject: profile,
    message: `The CA ${certificateAuthority} has no profile "${profile}". ${choice} No order was made.`,
  });
}

function refuseTooManyNames({ certificateName, domainNames, profile }: CertificateDefinition) {
  const most = mostDomainNames(profile);
  if (domainNames.length <= most) return;
  throw new RenewerError({
    code: 'identifier-rejected',
    disposition: 'person',
    subject: certificateName,
    message:
      `${certificateName} has ${domainNames.length} names, but the profile "${profile}" takes ${most} at most. No ` +
      'order was made. Spread the names over several certificates, or choose the profile "classic".',
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
