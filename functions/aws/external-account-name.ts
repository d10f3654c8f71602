/** Name of the secret with the external account for a CA, which a person makes. The stack grants access by its beginning. */
import { asSecretName } from './account-key-name.ts';

/** `<prefix>/external-account/`: what all of one stack begin with. */
export function externalAccountPrefix(prefix: string): string {
  return `${prefix}/external-account/`;
}

export function externalAccountSecretName(prefix: string, directoryUrl: string): string {
  return externalAccountPrefix(prefix) + asSecretName(directoryUrl);
}
