/** Whether a renewal could be stored. */
import type { CertificateDefinition } from '../config/definition.ts';
import type { StoreProof } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState } from '../renewal/state.ts';

export type BucketPorts = { storeProof: StoreProof };

/** @throws RenewerError `store-failed`. */
export function checkBucket(
  { certificateName }: CertificateDefinition,
  _state: CertificateState,
  { storeProof }: BucketPorts,
  deadline: Deadline,
): Promise<void> {
  return storeProof.expectWritable(certificateName, deadline);
}
