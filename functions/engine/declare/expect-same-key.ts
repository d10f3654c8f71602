/**
 * Refuses another key algorithm for a certificate that has ARNs, before anything changes: ACM cannot change it on an ARN, and
 * a new ARN would leave the old one on its listeners without a renewal. Pure.
 */
import type { CertificateDefinition, KeyAlgorithm } from '../config/definition.ts';
import { RenewerError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { CertificateState } from '../renewal/state.ts';

/** @throws RenewerError `import-incompatible`, for a person. */
export function expectSameKey(definition: CertificateDefinition, state: CertificateState | undefined): void {
  const { certificateName, keyAlgorithm, regions } = definition;
  for (const region of regions) {
    const installation = state && ownValue(state.installations, region);
    const held = heldIn(region, state);
    if (!installation || held === undefined || held === keyAlgorithm) continue;
    throw new RenewerError({
      code: 'import-incompatible',
      disposition: 'person',
      subject: installation.certificateArn,
      message:
        `Nothing was changed: ${certificateName} has a key ${held} in ACM, which cannot change to ${keyAlgorithm} on the same ` +
        'ARN. Declare a second certificate with the new key, move the listeners to it, then remove this one.',
    });
  }
}

/** Of the first region that has an ARN; undefined where none has. */
export function heldKeyAlgorithm(
  { regions }: Pick<CertificateDefinition, 'regions'>,
  state: CertificateState | undefined,
): KeyAlgorithm | undefined {
  return regions.map((region) => heldIn(region, state)).find((held) => held !== undefined);
}

/** What the import wrote down; an earlier release wrote none, and then the live version is what it held. */
function heldIn(region: string, state: CertificateState | undefined): KeyAlgorithm | undefined {
  const installation = state && ownValue(state.installations, region);
  return installation && (installation.keyAlgorithm ?? state?.certificate?.keyAlgorithm);
}
