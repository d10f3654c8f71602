/**
 * Names of the secrets that belong to a CA: our ACME account key, and the external account that a person may have put
 * beside it. Imports nothing: the stack grants access by what the names begin with.
 */

/** `<prefix>/acme-account/`: how the names of all account keys of one stack begin. */
export function accountKeyPrefix(prefix: string): string {
  return `${prefix}/acme-account/`;
}

export function accountKeySecretName(prefix: string, directoryUrl: string): string {
  return accountKeyPrefix(prefix) + asSecretName(directoryUrl);
}

/** `<prefix>/external-account/`: how the names of all external accounts of one stack begin. */
export function externalAccountPrefix(prefix: string): string {
  return `${prefix}/external-account/`;
}

export function externalAccountSecretName(prefix: string, directoryUrl: string): string {
  return externalAccountPrefix(prefix) + asSecretName(directoryUrl);
}

/** Host and path of the directory, with an underscore for each character that no secret's name can hold. */
function asSecretName(directoryUrl: string): string {
  const { host, pathname, search } = new URL(directoryUrl);
  return `${host}${pathname}${search}`.replace(/[^A-Za-z0-9/.-]/g, '_');
}
