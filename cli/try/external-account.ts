/** Reads the external account for a CA that wants one (RFC 8555 §7.3.4) from the environment, only when it is needed. */
import { RenewerError } from '../../functions/engine/errors.ts';
import type { ExternalAccountSource } from '../../functions/engine/ports/acme.ts';
import { checkExternalAccount } from '../../functions/engine/secrets/external-account-value.ts';
import type { CommandEnvironment } from '../environment.ts';

const REMEDY =
  'Set DNSCALE_CERTS_EAB_KID to the key id and DNSCALE_CERTS_EAB_HMAC_KEY to the HMAC key that the CA gave you.';

export function createEnvironmentAccount({
  keyId,
  hmacKey,
}: CommandEnvironment['eab']): ExternalAccountSource {
  return {
    readExternalAccount: async (directoryUrl) => {
      if (keyId === undefined || hmacKey === undefined) {
        throw noExternalAccount(directoryUrl, 'the environment does not hold one');
      }
      const value = checkExternalAccount(keyId, hmacKey);
      if ('fault' in value) throw noExternalAccount(directoryUrl, `the environment ${value.fault}`);
      return { ...value, origin: 'the environment', remedy: REMEDY };
    },
  };
}

function noExternalAccount(directoryUrl: string, why: string): RenewerError {
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: directoryUrl,
    message: `The CA ${directoryUrl} takes new accounts with an external account only, and ${why}. ${REMEDY} No order was made.`,
  });
}
