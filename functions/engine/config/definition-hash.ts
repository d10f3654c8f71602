/** The content hash of a definition: equal definitions have equal hashes, whatever the order of their keys. Pure. */
import { createHash } from 'node:crypto';
import type { CertificateDefinition } from './definition.ts';

/** SHA-256 (hex) over the definition as JSON with sorted keys; absent and undefined fields are the same. */
export function definitionHash(definition: CertificateDefinition): string {
  const fields = Object.entries(definition)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(fields)))
    .digest('hex');
}
