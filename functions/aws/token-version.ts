/**
 * Tells which version of the DNScale token's secret is the current one. Apart from `token-source.ts`, so that functions which may
 * not read the token have no code for it.
 */
import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TokenVersionSource } from '../engine/ports/dns.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';

export type TokenSecretOptions = {
  client: Lazy<SecretsManagerClient>;
  /** Name or ARN of the secret. */
  secretId: string;
};

export function createTokenVersionSource({ client, secretId }: TokenSecretOptions): TokenVersionSource {
  const call = { action: 'secretsmanager:DescribeSecret', resource: `secret ${secretId}` };
  return {
    async readCurrentVersion(deadline) {
      const command = new DescribeSecretCommand({ SecretId: secretId });
      const answer = await callAws(call, deadline, (options) => client().send(command, options)).catch(
        (thrown) => {
          if (awsErrorName(thrown) !== 'ResourceNotFoundException') throw thrown;
        },
      );
      // A secret that waits for its deletion still has its versions: once it is restored, the same one is a new one.
      if (answer === undefined || answer.DeletedDate !== undefined) return '';
      const stages = Object.entries(answer.VersionIdsToStages ?? {});
      return stages.find(([, labels]) => labels.includes('AWSCURRENT'))?.[0] ?? '';
    },
  };
}
