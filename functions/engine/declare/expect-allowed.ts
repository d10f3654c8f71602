/**
 * What certificates may ask of this renewer, as it was deployed: other stacks declare theirs here too, and its permissions end
 * at its regions. Refused before anything is written, so that no order is spent. Pure.
 */
import { findArnFaults } from '../config/certificate-arn.ts';
import type { CertificateDefinition } from '../config/definition.ts';
import { printable, RenewerError } from '../errors.ts';

export type AllowedRequests = {
  regions: readonly string[];
  /** Directory URLs. */
  certificateAuthorities: readonly string[];
};

/** @throws RenewerError `config-invalid` for ARNs that do not fit regions and account. */
export function expectFittingArns(definition: CertificateDefinition, account: string): void {
  const faults = findArnFaults({ ...definition, account });
  if (faults.length === 0) return;
  const { certificateName } = definition;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: certificateName,
    message: `Correct existingCertificateArns of ${certificateName}: ${faults.join('; ')}. Nothing was changed.`,
  });
}

/** @throws RenewerError `config-invalid`, with everything that is not allowed. */
export function expectAllowed(definition: CertificateDefinition, allowed: AllowedRequests): void {
  const { certificateName, certificateAuthority } = definition;
  const faults = definition.regions
    .filter((region) => !allowed.regions.includes(region))
    .map((region) => `the region ${printable(region)} (it allows ${allowed.regions.join(', ')})`);
  if (!allowed.certificateAuthorities.includes(certificateAuthority)) {
    const urls = allowed.certificateAuthorities.join(', ');
    faults.push(`the CA ${printable(certificateAuthority)} (it allows ${urls})`);
  }
  if (faults.length === 0) return;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: certificateName,
    message:
      `${certificateName}: the renewer does not allow ${faults.join(' and ')}. Ask for something else, or add it to ` +
      '`regions` or `certificateAuthorities` of the renewer and deploy that first.',
  });
}
