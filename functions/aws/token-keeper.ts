/**
 * Puts the DNScale token into its secret, for the person at the command: a new value where there is a secret, which is the
 * usual case, else a new secret, and a secret that waits for its deletion is taken back first. It reads nothing, and asks
 * for no permission that it does not need.
 */
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Deadline } from '../engine/ports/time.ts';
import { awsErrorName, awsWords, callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';

export type TokenKeeper = {
  /** MUST NOT tell the token to anybody but the secret. @throws RenewerError `aws-failed`, naming what AWS refused. */
  store(token: string, deadline: Deadline): Promise<'created' | 'changed' | 'restored'>;
  /** Where the secret is. */
  region(): Promise<string>;
};

export type TokenKeeperOptions = {
  client: Lazy<SecretsManagerClient>;
  secretName: string;
  /** The KMS key that encrypts the secret from now on. @default - the key that it has; Secrets Manager's own for a new one */
  encryptionKeyArn?: string | undefined;
  /** Whose credentials make the calls. */
  caller: Person;
};

const DESCRIPTION = 'DNScale API token of the certificate renewer, a bare string or {"token": "..."}';

export function createTokenKeeper({
  client,
  secretName,
  encryptionKeyArn: KmsKeyId,
  caller,
}: TokenKeeperOptions): TokenKeeper {
  const call = (action: string, withheld?: string) => ({
    action: `secretsmanager:${action}`,
    resource: `secret ${secretName}`,
    caller,
    withheld,
  });

  const put = async (token: string, deadline: Deadline) => {
    const value = { SecretId: secretName, SecretString: token };
    if (KmsKeyId === undefined) {
      const command = new PutSecretValueCommand(value);
      await callAws(call('PutSecretValue', token), deadline, (options) => client().send(command, options));
    } else {
      // With the value in the same call: it is then never encrypted by the key before.
      const command = new UpdateSecretCommand({ ...value, KmsKeyId });
      await callAws(call('UpdateSecret', token), deadline, (options) => client().send(command, options));
    }
  };
  const create = (token: string, deadline: Deadline) => {
    const input = { Name: secretName, Description: DESCRIPTION, SecretString: token, KmsKeyId };
    const command = new CreateSecretCommand(input);
    return callAws(call('CreateSecret', token), deadline, (options) => client().send(command, options));
  };
  const restore = (deadline: Deadline) => {
    const command = new RestoreSecretCommand({ SecretId: secretName });
    return callAws(call('RestoreSecret'), deadline, (options) => client().send(command, options));
  };

  async function store(token: string, deadline: Deadline): ReturnType<TokenKeeper['store']> {
    try {
      await put(token, deadline);
      return 'changed';
    } catch (thrown) {
      if (isScheduledForDeletion(thrown)) {
        await restore(deadline);
        await put(token, deadline);
        return 'restored';
      }
      if (awsErrorName(thrown) !== 'ResourceNotFoundException') throw thrown;
      await create(token, deadline);
      return 'created';
    }
  }

  return { store, region: () => client().config.region() };
}

function isScheduledForDeletion(thrown: unknown): boolean {
  return awsErrorName(thrown) === 'InvalidRequestException' && /delet/i.test(awsWords(thrown));
}
