/** How a certificate may be named. Pure: the command judges its arguments by it before any schema is loaded. */

/** A name becomes a part of S3 keys, and a CloudFormation physical id. */
export const MAX_CERTIFICATE_NAME_LENGTH = 128;

export const CERTIFICATE_NAME_SPELLING = /^[A-Za-z0-9*][A-Za-z0-9.*_-]*$/;

export function isCertificateName(text: string): boolean {
  return (
    CERTIFICATE_NAME_SPELLING.test(text) &&
    hasNoSpelledStar(text) &&
    text.length <= MAX_CERTIFICATE_NAME_LENGTH
  );
}

/** The bucket's keys spell "*" as "_wildcard": no name may contain that itself. */
export function hasNoSpelledStar(name: string): boolean {
  return !name.includes('_wildcard');
}
