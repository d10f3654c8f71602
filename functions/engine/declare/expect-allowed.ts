/**
 * What certificates may ask of this renewer, as it was deployed: other stacks declare theirs here too, and its permissions end
 * at its regions. Refused before anything is written, so that no order is spent. Pure.
 */
import { type AllowedRequests, ASK_OR_ALLOW, findNotAllowed } from '../config/allowed-requests.ts';
import { findArnFaults } from '../config/certificate-arn.ts';
import type { CertificateDefinition } from '../config/definition.ts';
import { RenewerError } from '../errors.ts';

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
  const { certificateName } = definition;
  const faults = findNotAllowed(definition, allowed);
  if (faults.length === 0) return;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: certificateName,
    message: `${certificateName}: the renewer does not allow ${faults.join(' and ')}. ${ASK_OR_ALLOW}`,
  });
}
