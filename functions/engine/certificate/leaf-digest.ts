/**
 * By what a leaf is known, in the state and when two are compared: the SHA-256 of its DER, in lower-case hexadecimal. Never by
 * its text, which ACM may give back with other line ends, nor by its serial, which another CA may give too. Pure.
 */
import { X509Certificate } from 'node:crypto';

export function digestOf({ fingerprint256 }: X509Certificate): string {
  return fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Undefined for what is no certificate. */
export function leafDigest(pem: string): string | undefined {
  try {
    return digestOf(new X509Certificate(pem));
  } catch {
    return undefined;
  }
}

/** What is no certificate is not the same as anything. */
export function isSameLeaf(onePem: string, otherPem: string): boolean {
  const digest = leafDigest(onePem);
  return digest !== undefined && digest === leafDigest(otherPem);
}
