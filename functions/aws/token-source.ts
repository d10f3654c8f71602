/**
 * The DNScale token in Secrets Manager, which a person puts there after the deployment. Reads it, never writes it,
 * and says for each way it can be missing what to do. The value goes nowhere but to the caller.
 */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseTokenValue } from '../engine/config/token-value.ts';
import { RenewerError } from '../engine/errors.ts';
import type { TokenSource, TokenVersionSource } from '../engine/ports.ts';
import { awsErrorName, awsWords, callAws, isDenied } from './aws-error.ts';
import type { Lazy } from './clients.ts';

/** `secretId`: name or ARN. */
export type TokenSourceOptions = { client: Lazy<SecretsManagerClient>; secretId: string };

export function createTokenSource({
  client,
  secretId,
}: TokenSourceOptions): TokenSource & TokenVersionSource {
  const resource = `secret ${secretId}`;
  return {
    async readToken(deadline) {
      const command = new GetSecretValueCommand({ SecretId: secretId });
      const call = { action: 'secretsmanager:GetSecretValue', resource };
      const answer = await orTokenMissing(secretId, () =>
        callAws(call, deadline, (options) => client().send(command, options)),
      );
      const value = parseTokenValue(answer.SecretString);
      if ('fault' in value) throw tokenMissing(secretId, `${value.fault}. ${howToSet(secretId)}`);
      return { token: value.token, versionId: answer.VersionId ?? '' };
    },
    async readCurrentVersion(deadline) {
      const command = new DescribeSecretCommand({ SecretId: secretId });
      const call = { action: 'secretsmanager:DescribeSecret', resource };
      const answer = await orTokenMissing(secretId, () =>
        callAws(call, deadline, (options) => client().send(command, options)),
      );
      const stages = Object.entries(answer.VersionIdsToStages ?? {});
      return stages.find(([, labels]) => labels.includes('AWSCURRENT'))?.[0] ?? '';
    },
  };
}

async function orTokenMissing<Answer>(secretId: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (thrown) {
    const why = whyMissing(thrown, secretId);
    throw why === undefined ? thrown : tokenMissing(secretId, why, thrown);
  }
}

/** Undefined for a failure that has nothing to do with the secret: a throttled call, an outage. */
function whyMissing(thrown: unknown, secretId: string): string | undefined {
  const name = awsErrorName(thrown);
  const words = awsWords(thrown);
  if (name === 'ResourceNotFoundException') {
    return /AWSCURRENT|staging label/i.test(words)
      ? `has no value yet. ${howToSet(secretId)}`
      : `does not exist in this account and region. Create it with the token: aws secretsmanager create-secret --name ${secretId} --secret-string file://token.txt`;
  }
  if (name === 'InvalidRequestException' && /delet/i.test(words)) {
    return `is scheduled for deletion. Keep it with: aws secretsmanager restore-secret --secret-id ${secretId}`;
  }
  if (name === 'DecryptionFailure' || (isDenied(thrown) && /\bkms\b/i.test(words))) {
    return `cannot be decrypted: ${words}. Allow kms:Decrypt on its key for the role of this function, and enable the key.`;
  }
  if (!isDenied(thrown)) return undefined;
  return `may not be read: ${words}. Allow secretsmanager:GetSecretValue and secretsmanager:DescribeSecret on it for the role of this function.`;
}

function howToSet(secretId: string): string {
  return `Set it with: aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string file://token.txt (a file with the token alone, or {"token": "…"}). It is used within one schedule tick.`;
}

function tokenMissing(secretId: string, why: string, thrown?: unknown): RenewerError {
  return new RenewerError({
    code: 'token-missing',
    disposition: 'person',
    subject: secretId,
    message: `No DNScale token: the secret ${secretId} ${why}`,
    cause: thrown instanceof RenewerError ? thrown.cause : thrown,
  });
}
