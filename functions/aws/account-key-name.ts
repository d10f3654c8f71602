/**
 * Name of the secret that holds the ACME account key of a CA. The stack grants access by its beginning.
 */

/** `<prefix>/acme-account/`: what all account keys of one stack begin with. */
export function accountKeyPrefix(prefix: string): string {
  return `${prefix}/acme-account/`;
}

export function accountKeySecretName(prefix: string, directoryUrl: string): string {
  return accountKeyPrefix(prefix) + asSecretName(directoryUrl);
}

/** Host and path of the directory, with an underscore for what a secret's name cannot hold. */
export function asSecretName(directoryUrl: string): string {
  const { host, pathname, search } = new URL(directoryUrl);
  return `${host}${pathname}${search}`.replace(/[^A-Za-z0-9/.-]/g, '_');
}
