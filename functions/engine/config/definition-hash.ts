/** Content hashes of a definition: equal contents have equal hashes, whatever the order of the keys. Pure. */
import { createHash } from 'node:crypto';
import type { CertificateDefinition } from './definition.ts';
import { type Tags, tagList } from './tags.ts';

/**
 * SHA-256 (hex) over the definition as JSON with sorted keys; absent and undefined fields are the same, and so are names,
 * regions, ARNs, probes and tags in another order.
 */
export function definitionHash(definition: CertificateDefinition): string {
  const { domainNames, regions, tags, probe, existingCertificateArns = [] } = definition;
  const sorted = {
    domainNames: domainNames.toSorted(),
    regions: regions.toSorted(),
    probe: probe?.toSorted(),
    existingCertificateArns:
      existingCertificateArns.length > 0 ? existingCertificateArns.toSorted() : undefined,
  };
  return hashOf({ ...definition, ...sorted, tags: tags && tagList(tags) });
}

/**
 * SHA-256 (hex) over what the CA certifies. The rest of a definition (where the certificate is installed, which of its
 * chains is served) may change while an order is open, and must not cost another order.
 */
export function orderHash(certified: Certified): string {
  const { domainNames, keyAlgorithm, certificateAuthority, profile } = certified;
  return hashOf({ domainNames: domainNames.toSorted(), keyAlgorithm, certificateAuthority, profile });
}

/** SHA-256 (hex) over tags, whatever their order. */
export function tagsHash(tags: Tags): string {
  return hashOf({ tags: tagList(tags) });
}

/** A definition, or the certificate that came of one. */
type Certified = Pick<
  CertificateDefinition,
  'domainNames' | 'keyAlgorithm' | 'certificateAuthority' | 'profile'
>;

function hashOf(content: object): string {
  const fields = Object.entries(content)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(fields)))
    .digest('hex');
}
