/**
 * Reads the external account for a CA (RFC 8555 §7.3.4) in Secrets Manager, where a person has put it under a name that
 * follows from the CA's directory URL. It writes nothing, and gives the value to the caller only.
 */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { RenewerError } from '../engine/errors.ts';
import type { ExternalAccountSource } from '../engine/ports/acme.ts';
import { parseExternalAccount } from '../engine/secrets/external-account-value.ts';
import { callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import { externalAccountSecretName } from './secret-names.ts';
import { type Unreadable, whyUnreadable } from './unreadable-secret.ts';

export type ExternalAccountSourceOptions = {
  client: Lazy<SecretsManagerClient>;
  /** The names of the stack's own secrets begin with it; without a slash at its end. */
  prefix: string;
};

export function createExternalAccountSource({
  client,
  prefix,
}: ExternalAccountSourceOptions): ExternalAccountSource {
  return {
    async readExternalAccount(directoryUrl, deadline) {
      const secretName = externalAccountSecretName(prefix, directoryUrl);
      const origin = `the secret ${secretName}`;
      const region = await client().config.region();
      const remedy = howToSet(secretName, region);
      const command = new GetSecretValueCommand({ SecretId: secretName });
      const call = { action: 'secretsmanager:GetSecretValue', resource: `secret ${secretName}` };
      const answer = await callAws(call, deadline, (options) => client().send(command, options)).catch(
        (thrown) => {
          throw unreadable(thrown, { secretName, region }, directoryUrl);
        },
      );
      const value = parseExternalAccount(answer.SecretString);
      if ('fault' in value)
        throw noExternalAccount(secretName, directoryUrl, { seen: value.fault, advice: remedy });
      return { ...value, origin, remedy };
    },
  };
}

const FILE = '--secret-string file://external-account.json';
const WHAT_IS_IN_IT = '(a file with {"keyId": "…", "hmacKey": "…"}, as the CA gives them)';

function howToSet(secretName: string, region: string): string {
  return `Set it with: \`aws secretsmanager put-secret-value --secret-id ${secretName} --region ${region} ${FILE}\` ${WHAT_IS_IN_IT}.`;
}

/** A failure that has nothing to do with the secret stays what it is. */
function unreadable(
  thrown: unknown,
  { secretName, region }: { secretName: string; region: string },
  directoryUrl: string,
): unknown {
  const why = whyUnreadable(thrown, {
    secretId: secretName,
    region,
    howToCreate: `Create it with: \`aws secretsmanager create-secret --name ${secretName} --region ${region} ${FILE}\` ${WHAT_IS_IN_IT}.`,
    howToSet: howToSet(secretName, region),
    actions: 'secretsmanager:GetSecretValue',
  });
  return why === undefined ? thrown : noExternalAccount(secretName, directoryUrl, why, thrown);
}

function noExternalAccount(
  secretName: string,
  directoryUrl: string,
  { seen, advice }: Unreadable,
  thrown?: unknown,
): RenewerError {
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: secretName,
    message: `The CA ${directoryUrl} takes new accounts with an external account only: the secret ${secretName} ${seen}. No order is made until then; certificates that are live stay.`,
    advice,
    cause: thrown instanceof RenewerError ? thrown.cause : thrown,
  });
}
