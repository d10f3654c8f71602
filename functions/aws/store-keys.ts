/**
 * Where a certificate lies in the bucket. Imports nothing: the stack grants access by the same prefixes.
 *
 *   archive/<name>/<version>/{privkey,cert,chain,fullchain,bundle}.pem, metadata.json   never changed
 *   archive/<name>/revoked-<serial>.json                             this certificate must not become live again
 *   live/<name>/current.json                                         pointer into the archive, moved last
 *   live/<name>/bundle.pem                                           key and full chain in one object
 *   live/<name>/{privkey,cert,chain,fullchain}.pem                   copies, not atomic as a set
 */

export const ARCHIVE_PREFIX = 'archive/';
export const LIVE_PREFIX = 'live/';

/**
 * The name as one segment of a key: `*.example.com` becomes `_wildcard.example.com`, since `*` in a key is a
 * wildcard to policies and shells. No other certificate may be called that: the configuration sees to it.
 */
export function keySegment(certificateName: string): string {
  return certificateName.replaceAll('*', '_wildcard');
}

/** The prefix of one version, with its final slash. */
export function archivePrefix(certificateName: string, version: string): string {
  return `${versionsPrefix(certificateName)}${version}/`;
}

/** The prefix of all versions of one certificate, with its final slash. */
export function versionsPrefix(certificateName: string): string {
  return `${ARCHIVE_PREFIX}${keySegment(certificateName)}/`;
}

/**
 * How the objects begin that a person puts there (docs/security.md), each to mark a certificate as revoked, whatever versions
 * hold it. Its serial follows; the content may be anything.
 */
export function marksPrefix(certificateName: string): string {
  return `${versionsPrefix(certificateName)}revoked-`;
}

/** The prefix of the live objects of one certificate, with its final slash. */
export function livePrefix(certificateName: string): string {
  return `${LIVE_PREFIX}${keySegment(certificateName)}/`;
}
