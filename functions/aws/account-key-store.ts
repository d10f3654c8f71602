/**
 * Keeps the ACME account key of each CA in Secrets Manager, under a name that follows from the CA's directory URL. A key
 * is created only if absent: whoever loses the race reads the winner's key, so a CA only ever sees one account of ours.
 */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Tags, tagList } from '../engine/config/tags.ts';
import { RenewerError } from '../engine/errors.ts';
import type { AccountKeyReader, AccountKeyStore } from '../engine/ports/acme.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { privateKeyIn } from '../engine/secrets/account-key-value.ts';
import { awsErrorName, awsWords, callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';
import { accountKeySecretName } from './secret-names.ts';

export type AccountKeyStoreOptions = {
  client: Lazy<SecretsManagerClient>;
  /** The names of the stack's own secrets begin with it; without a slash at its end. */
  prefix: string;
  /** Encrypts a secret that is made. @default - Secrets Manager's own key */
  encryptionKeyArn?: string | undefined;
  /** Of a secret that is made. @default - none */
  tags?: Tags | undefined;
  /** Whose credentials make the calls. @default - the function's role */
  caller?: Person | undefined;
};

export function createAccountKeyStore({
  client,
  prefix,
  encryptionKeyArn,
  tags = {},
  caller,
}: AccountKeyStoreOptions): AccountKeyStore & AccountKeyReader {
  const access: Access = { client, caller };
  return {
    read: (directoryUrl, deadline) => readKey(access, accountKeySecretName(prefix, directoryUrl), deadline),
    async getOrCreate(directoryUrl, createKey, deadline) {
      const secretName = accountKeySecretName(prefix, directoryUrl);
      const stored = await readKey(access, secretName, deadline);
      if (stored !== undefined) return stored;
      const created = createKey();
      const secret = { secretName, directoryUrl, value: created, encryptionKeyArn, tags };
      if (await createSecret(access, secret, deadline)) return created;
      const winners = await readKey(access, secretName, deadline);
      if (winners !== undefined) return winners;
      throw unusable(
        secretName,
        'exists but has no value',
        `If no certificate was ever issued with it, delete it: \`aws secretsmanager delete-secret --secret-id ${secretName} --region ${await client().config.region()} --force-delete-without-recovery\``,
      );
    },
  };
}

type Access = Pick<AccountKeyStoreOptions, 'client' | 'caller'>;

async function readKey(
  { client, caller }: Access,
  secretName: string,
  deadline: Deadline,
): Promise<string | undefined> {
  const command = new GetSecretValueCommand({ SecretId: secretName });
  const call = callOn('secretsmanager:GetSecretValue', secretName, caller);
  try {
    const answer = await callAws(call, deadline, (options) => client().send(command, options));
    const pem = privateKeyIn(answer.SecretString ?? '');
    if (pem !== undefined) return pem;
  } catch (thrown) {
    if (awsErrorName(thrown) === 'ResourceNotFoundException') return undefined;
    throw (await asDeleted(thrown, client, secretName)) ?? thrown;
  }
  throw unusable(secretName, 'holds no private key in PEM form', 'Restore its previous version.');
}

type NewSecret = {
  secretName: string;
  directoryUrl: string;
  value: string;
  encryptionKeyArn: string | undefined;
  tags: Tags;
};

/** False when the secret exists by now. */
async function createSecret(
  { client, caller }: Access,
  { secretName, directoryUrl, value, encryptionKeyArn, tags }: NewSecret,
  deadline: Deadline,
): Promise<boolean> {
  const command = new CreateSecretCommand({
    Name: secretName,
    Description: `ACME account key for ${directoryUrl}, made by dnscale-certs`,
    SecretString: value,
    KmsKeyId: encryptionKeyArn,
    // Tags take a permission of their own, which the role has where there are any.
    ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }),
  });
  const call = { ...callOn('secretsmanager:CreateSecret', secretName, caller), withheld: value };
  try {
    await callAws(call, deadline, (options) => client().send(command, options));
    return true;
  } catch (thrown) {
    if (awsErrorName(thrown) === 'ResourceExistsException') return false;
    throw (await asDeleted(thrown, client, secretName)) ?? thrown;
  }
}

function callOn(action: string, secretName: string, caller: Access['caller']) {
  const resource = `secret ${secretName}`;
  return { action, resource, code: 'acme-account' as const, caller };
}

async function asDeleted(
  thrown: unknown,
  client: Lazy<SecretsManagerClient>,
  secretName: string,
): Promise<RenewerError | undefined> {
  if (awsErrorName(thrown) !== 'InvalidRequestException' || !/delet/i.test(awsWords(thrown)))
    return undefined;
  return unusable(
    secretName,
    'is scheduled for deletion',
    `Keep the account with: \`aws secretsmanager restore-secret --secret-id ${secretName} --region ${await client().config.region()}\``,
    thrown,
  );
}

function unusable(secretName: string, why: string, advice: string, thrown?: unknown): RenewerError {
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: secretName,
    message: `The ACME account key cannot be used: the secret ${secretName} ${why}. No certificate is issued until then; those that are live stay.`,
    advice,
    cause: thrown instanceof RenewerError ? thrown.cause : thrown,
  });
}
