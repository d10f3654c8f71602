/**
 * Names of the secrets of a renewer: our ACME account key at a CA, the external account that a person may have put beside it, and
 * the certificates' own. Imports shared names only: the stack grants access by what the names begin with.
 */
import { keySegment } from './store-keys.ts';

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

/** `<renewer>/certificates/`: how the names of the secrets of all certificates of one renewer begin. */
export function certificateSecretPrefix(renewerName: string): string {
  return `${renewerName}/certificates/`;
}

/** For life: both parts are. `*.example.com` is `_wildcard.example.com`, as in the bucket. */
export function certificateSecretName(renewerName: string, certificateName: string): string {
  return certificateSecretPrefix(renewerName) + keySegment(certificateName);
}

/** Host and path of the directory, with an underscore for each character that no secret's name can hold. */
function asSecretName(directoryUrl: string): string {
  const { host, pathname, search } = new URL(directoryUrl);
  return `${host}${pathname}${search}`.replace(/[^A-Za-z0-9/.-]/g, '_');
}
