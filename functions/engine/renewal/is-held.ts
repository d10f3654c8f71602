/**
 * Whether a target (a region's ACM, the secret) holds a certificate, by what its installation wrote down. The import and the
 * wait of a deployment share it. Pure.
 */
import type { StoredCertificate } from '../ports/store.ts';
import type { Installation } from './state.ts';

/**
 * Not what is about to be deleted. Two CAs may give the same serial. Only where an earlier release wrote no hash of the
 * certificate, it tells.
 */
export function isHeld(
  { serial, sha256 }: Pick<StoredCertificate, 'serial' | 'sha256'>,
  installed: Pick<Installation, 'serial' | 'sha256' | 'released'> | undefined,
): boolean {
  if (installed?.released?.destroys) return false;
  return sha256 === undefined ? installed?.serial === serial : installed?.sha256 === sha256;
}
