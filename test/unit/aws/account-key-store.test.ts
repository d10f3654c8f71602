import { inspect } from 'node:util';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createAccountKeyStore } from '../../../functions/aws/account-key-store.ts';
import { noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const NEVER = noDeadline();
const KEY = '-----BEGIN PRIVATE KEY-----\nmarker7731\n-----END PRIVATE KEY-----\n';

function getOrCreate(answer: (command: { name: string }) => unknown): Promise<string> {
  const { client } = scriptedClient<SecretsManagerClient>(answer);
  const keys = createAccountKeyStore({ client: () => client, prefix: 'certs' });
  return keys.getOrCreate('https://ca.test/dir', () => KEY, NEVER);
}

describe('getOrCreate', () => {
  it.each([
    ['a byte order mark', `\ufeff${KEY}`],
    ['a blank first line', `\r\n${KEY}`],
    ['EC PARAMETERS', `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${KEY}`],
    ['text', `the account of ops\n${KEY}\nbye`],
  ])('finds the key behind %s', async (_what, SecretString) => {
    expect(await getOrCreate(() => ({ SecretString }))).toBe(KEY);
  });

  it('fails for a person when the secret exists without a value', async () => {
    const result = getOrCreate(({ name }) => {
      throw sdkError(
        name === 'CreateSecretCommand' ? 'ResourceExistsException' : 'ResourceNotFoundException',
      );
    });

    await expect(result).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringContaining('the secret certs/acme-account/ca.test/dir exists but has no value'),
    });
  });

  it('fails for a person, naming the action, when it may not create the secret', async () => {
    const result = getOrCreate(({ name }) => {
      throw sdkError(name === 'CreateSecretCommand' ? 'AccessDeniedException' : 'ResourceNotFoundException');
    });

    const failure = await result.catch((error) => error);
    expect(failure).toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringContaining('secretsmanager:CreateSecret'),
    });
    expect(failure.message).not.toContain('marker7731');
  });

  it.each([
    ['as it is', KEY],
    ['in upper case', KEY.toUpperCase()],
    ['in JSON, in numbers', KEY.replaceAll('-', '\\u002d')],
    ['in base64', Buffer.from(KEY).toString('base64')],
  ])('shows nothing of the key, nor in what caused it, though AWS quotes it %s', async (_what, quoted) => {
    const result = getOrCreate(({ name }) => {
      if (name === 'GetSecretValueCommand') throw sdkError('ResourceNotFoundException');
      throw sdkError('ValidationException', `Value '${quoted}' at 'secretString' failed`);
    });

    const failure = await result.catch((error) => error);

    expect(failure).toMatchObject({ code: 'acme-account', message: expect.stringContaining("Value '[") });
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toMatch(/marker7731|cmtlcjc3MzEK/i);
  });

  it.each([undefined, 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd'])(
    'encrypts a new secret with the key %s',
    async (encryptionKeyArn) => {
      const asked: unknown[] = [];
      const { client } = scriptedClient<SecretsManagerClient>(({ name, input }) => {
        if (name === 'GetSecretValueCommand') throw sdkError('ResourceNotFoundException');
        asked.push(input.KmsKeyId);
        return {};
      });
      const keys = createAccountKeyStore({ client: () => client, prefix: 'certs', encryptionKeyArn });

      await keys.getOrCreate('https://ca.test/dir', () => KEY, NEVER);

      expect(asked).toEqual([encryptionKeyArn]);
    },
  );
});
