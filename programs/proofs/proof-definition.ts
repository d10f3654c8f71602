/** The certificates of the proofs: two names that share one RRset, and an ACM of its own for each (a region). */
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { aDefinition } from '../../test/support/builders.ts';
import { ZONE } from './proof-world.ts';
import type { ProxiedRenewer } from './proxied-renewer.ts';

/** @param index whole, below 100,000: no name ends in another's. */
export function aProofDefinition(
  index: number,
  { directoryUrl }: Pick<ProxiedRenewer, 'directoryUrl'>,
  changes: Partial<CertificateDefinition> = {},
): CertificateDefinition {
  const name = `c${String(index).padStart(5, '0')}.${ZONE}`;
  return aDefinition({
    certificateName: name,
    domainNames: [name, `*.${name}`],
    certificateAuthority: directoryUrl,
    profile: 'default',
    regions: [acmRegion(index)],
    ...changes,
  });
}

/** The emulator keeps what each region holds apart, whatever its name: `eu-` and the number in letters. */
export function acmRegion(index: number): string {
  const letters = [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  return `eu-${letters}-1`;
}
