/**
 * Compares a certificate with what its definition asks the CA for: names (their order means nothing), key algorithm,
 * profile and CA. The decision, the wait of a deployment and the search in the archive share it. Pure.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import type { StoredCertificate } from '../ports/store.ts';

/** What a certificate and a definition have in common. */
export type Certified = Pick<
  StoredCertificate,
  'domainNames' | 'keyAlgorithm' | 'profile' | 'certificateAuthority' | 'standsIn'
>;

type Reason = 'names-changed' | 'key-algorithm-changed' | 'profile-changed' | 'authority-changed';

export type Difference = { reason: Reason; message: string };

/** In the order in which they are told; empty where the certificate is what the definition asks for. */
export function differencesOf(stored: Certified, wanted: CertificateDefinition): Difference[] {
  const found: [Reason, string | undefined][] = [
    ['names-changed', nameDifference(stored, wanted)],
    ['key-algorithm-changed', difference('key algorithm', stored.keyAlgorithm, wanted.keyAlgorithm)],
    ...(stored.standsIn ? [] : issuerDifferences(stored, wanted)),
  ];
  return found.flatMap(([reason, message]) => (message === undefined ? [] : [{ reason, message }]));
}

/** What a certificate that was taken over need not have until its time. */
function issuerDifferences(stored: Certified, wanted: CertificateDefinition): [Reason, string | undefined][] {
  return [
    ['profile-changed', difference('profile', stored.profile, wanted.profile)],
    ['authority-changed', difference('CA', stored.certificateAuthority, wanted.certificateAuthority)],
  ];
}

export function isAsDefined(stored: Certified, wanted: CertificateDefinition): boolean {
  return differencesOf(stored, wanted).length === 0;
}

function nameDifference(stored: Certified, wanted: CertificateDefinition): string | undefined {
  const lacks = wanted.domainNames.filter((name) => !stored.domainNames.includes(name));
  const extra = stored.domainNames.filter((name) => !wanted.domainNames.includes(name));
  const parts = [
    ...(lacks.length > 0 ? [`lacks ${lacks.join(', ')}`] : []),
    ...(extra.length > 0 ? [`has ${extra.join(', ')} too many`] : []),
  ];
  return parts.length > 0 ? `the stored certificate ${parts.join(' and ')}` : undefined;
}

function difference(
  what: string,
  stored: string | undefined,
  wanted: string | undefined,
): string | undefined {
  if (stored === wanted) return undefined;
  return `the ${what} changes from ${stored ?? "the CA's default"} to ${wanted ?? "the CA's default"}`;
}
