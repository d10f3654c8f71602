/**
 * Whether a chain ends at a root that this Node knows. Pure. It judges who signed, not validity or names: that is what
 * check-certificate.ts does, and a chain of a CA of the user's own may end anywhere.
 */
import { X509Certificate } from 'node:crypto';
import { splitPemCertificates } from './pem.ts';

/**
 * True when one of the certificates is such a root or was signed by one, each below it by the next.
 *
 * @param pem the leaf, then its chain.
 * @param rootPems one certificate each.
 */
export function endsAtKnownRoot(pem: string, rootPems: readonly string[]): boolean {
  const roots = rootPems.map((root) => new X509Certificate(root));
  const chain = splitPemCertificates(pem).map((certificate) => new X509Certificate(certificate));
  for (const [i, certificate] of chain.entries()) {
    if (roots.some((root) => isSameOrSigned(certificate, root))) return true;
    const issuer = chain[i + 1];
    if (!issuer || !isSignedBy(certificate, issuer)) return false;
  }
  return false;
}

function isSameOrSigned(certificate: X509Certificate, root: X509Certificate): boolean {
  return certificate.raw.equals(root.raw) || isSignedBy(certificate, root);
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  // The name first: it costs nothing, and most of a hundred roots differ in it.
  return (
    certificate.issuer === issuer.subject &&
    certificate.checkIssued(issuer) &&
    certificate.verify(issuer.publicKey)
  );
}
