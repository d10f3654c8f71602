/**
 * Finds in the archive what a request to revoke is about: the certificate with its serial number and, where its key has leaked, all
 * others with that key. It revokes nothing, and reads no private key.
 */
import { X509Certificate } from 'node:crypto';
import type { RequestedRevocation } from '../ports/records.ts';
import type { ArchivedVersion, CertificateStore } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState, Revocation } from '../renewal/state.ts';

export type FindPorts = { store: Pick<CertificateStore, 'listVersions' | 'readLeaf'> };

/** Those that have not expired, each once; empty when the archive knows none. */
export async function findRevoked(
  { id: _, ...asked }: RequestedRevocation,
  { certificateName, certificate: live }: CertificateState,
  { store }: FindPorts,
  { now, deadline }: { now: Date; deadline: Deadline },
): Promise<Revocation[]> {
  const isLive = live?.serial === asked.serial;
  const hasLeaked = asked.reason === 'keyCompromise';
  const versions = isLive && !hasLeaked ? [] : await store.listVersions(certificateName, deadline);
  const known = onePerCertificate(isLive ? [live, ...versions] : versions);
  const meant = known.find(({ serial }) => serial === asked.serial);
  if (!meant) return [];
  const keyOf = async ({ version }: ArchivedVersion) =>
    publicKeyOf(await store.readLeaf(certificateName, version, deadline));
  const leaked = hasLeaked ? await keyOf(meant) : undefined;
  const found: Revocation[] = [];
  for (const one of known.filter(({ notAfter }) => notAfter > now)) {
    const { serial, version, certificateAuthority, notAfter } = one;
    if (one !== meant && (leaked === undefined || (await keyOf(one)) !== leaked)) continue;
    found.push({ ...asked, serial, version, certificateAuthority, notAfter });
  }
  return found;
}

/** One that became live again has several versions. */
function onePerCertificate(versions: readonly ArchivedVersion[]): ArchivedVersion[] {
  return [...new Map(versions.toReversed().map((one) => [one.serial, one])).values()].toReversed();
}

function publicKeyOf(certificatePem: string): string {
  const { publicKey } = new X509Certificate(certificatePem);
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}
