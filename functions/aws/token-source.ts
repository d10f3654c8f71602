/**
 * Reads the DNScale token in Secrets Manager, where a person puts it before the deployment or after it. For each way that it can be
 * missing, the error says what to do. It writes nothing, and gives the value to the caller only.
 */
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { RenewerError } from '../engine/errors.ts';
import type { TokenSource, TokenVersionSource } from '../engine/ports/dns.ts';
import { parseTokenValue } from '../engine/secrets/token-value.ts';
import { callAws } from './aws-error.ts';
import { createTokenVersionSource, type TokenSecretOptions } from './token-version.ts';
import { type Unreadable, whyUnreadable } from './unreadable-secret.ts';

export function createTokenSource({
  client,
  secretId,
}: TokenSecretOptions): TokenSource & TokenVersionSource {
  const resource = `secret ${secretId}`;
  return {
    ...createTokenVersionSource({ client, secretId }),
    async readToken(deadline) {
      const command = new GetSecretValueCommand({ SecretId: secretId });
      const call = { action: 'secretsmanager:GetSecretValue', resource };
      const region = await client().config.region();
      const secret = { secretId, region };
      const answer = await orTokenMissing(secret, () =>
        callAws(call, deadline, (options) => client().send(command, options)),
      );
      const value = parseTokenValue(answer.SecretString);
      if ('fault' in value) throw tokenMissing(secretId, { seen: value.fault, advice: howToSet(secret) });
      return { token: value.token, versionId: answer.VersionId ?? '' };
    },
  };
}

type Secret = { secretId: string; region: string };

async function orTokenMissing<Answer>(secret: Secret, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (thrown) {
    const why = whyUnreadable(thrown, {
      ...secret,
      howToCreate: `Make it: ${commandFor(secret)}`,
      howToSet: howToSet(secret),
      actions: 'secretsmanager:GetSecretValue and secretsmanager:DescribeSecret',
    });
    throw why === undefined ? thrown : tokenMissing(secret.secretId, why, thrown);
  }
}

function howToSet(secret: Secret): string {
  return `Set it: ${commandFor(secret)}`;
}

function commandFor({ secretId, region }: Secret): string {
  return `\`dnscale-certs token set --secret-name ${secretId} --region ${region}\` The token is used within one schedule tick.`;
}

function tokenMissing(secretId: string, { seen, advice }: Unreadable, thrown?: unknown): RenewerError {
  return new RenewerError({
    code: 'token-missing',
    disposition: 'person',
    subject: secretId,
    message: `No DNScale token: the secret ${secretId} ${seen}.`,
    advice,
    cause: thrown instanceof RenewerError ? thrown.cause : thrown,
  });
}
