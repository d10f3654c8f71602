import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createTokenKeeper } from '../../../functions/aws/token-keeper.ts';
import { noDeadline } from '../../support/builders.ts';
import { type SentCommand, scriptedClient, sdkError } from './scripted-client.ts';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/6a5d0d5e-3c3e-4c1f-9d59-1f6a1c1b2a3d';
const TOKEN = 'dnscale_live_canary-4711';

async function store(answer: (command: SentCommand) => unknown) {
  const { outcome, sent } = await storeWith({}, answer);
  return { outcome, sent: sent.map(({ name }) => name) };
}

async function storeWith(options: { encryptionKeyArn?: string }, answer: (command: SentCommand) => unknown) {
  const { client, sent } = scriptedClient<SecretsManagerClient>(answer);
  const keeper = createTokenKeeper({
    caller: { profileOption: '' },
    client: () => client,
    secretName: 'dnscale/token',
    ...options,
  });
  const outcome = await keeper.store(TOKEN, noDeadline()).catch((error: Error) => error);
  return { outcome, sent };
}

/** Refuses the calls that are named, and does all others. */
function refusing(errors: Record<string, Error>) {
  return ({ name }: SentCommand) => {
    const error = errors[name];
    if (error) throw error;
    return {};
  };
}

const MISSING = sdkError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
const DELETED = sdkError(
  'InvalidRequestException',
  "You can't perform this operation on the secret because it was marked for deletion.",
);
const DENIED = sdkError('AccessDeniedException', 'User: arn:aws:iam::1:user/me is not authorized', 400);

describe('store', () => {
  it('gives a secret that is there a new value, and asks for nothing else', async () => {
    expect(await store(() => ({}))).toEqual({ outcome: 'changed', sent: ['PutSecretValueCommand'] });
  });

  it('makes the secret when there is none', async () => {
    expect(await store(refusing({ PutSecretValueCommand: MISSING }))).toEqual({
      outcome: 'created',
      sent: ['PutSecretValueCommand', 'CreateSecretCommand'],
    });
  });

  it('encrypts a new secret with the key that is given', async () => {
    const { sent } = await storeWith({ encryptionKeyArn: KEY }, refusing({ UpdateSecretCommand: MISSING }));

    expect(sent.at(-1)).toMatchObject({ name: 'CreateSecretCommand', input: { KmsKeyId: KEY } });
  });

  it('gives a secret that is there value and key in one call, so that no other key encrypts the value', async () => {
    const { sent } = await storeWith({ encryptionKeyArn: KEY }, () => ({}));

    expect(sent).toEqual([
      {
        name: 'UpdateSecretCommand',
        input: { SecretId: 'dnscale/token', SecretString: TOKEN, KmsKeyId: KEY },
      },
    ]);
  });

  it('takes a secret back that is scheduled for deletion, then gives it the value', async () => {
    let puts = 0;

    const stored = await store(({ name }) => {
      if (name === 'PutSecretValueCommand') puts += 1;
      if (puts === 1 && name === 'PutSecretValueCommand') throw DELETED;
      return {};
    });

    expect(stored).toEqual({
      outcome: 'restored',
      sent: ['PutSecretValueCommand', 'RestoreSecretCommand', 'PutSecretValueCommand'],
    });
  });

  it.each([
    ['PutSecretValue', { PutSecretValueCommand: DENIED }],
    ['CreateSecret', { PutSecretValueCommand: MISSING, CreateSecretCommand: DENIED }],
    ['RestoreSecret', { PutSecretValueCommand: DELETED, RestoreSecretCommand: DENIED }],
  ])('names the permission that is missing: %s', async (action, errors) => {
    expect((await store(refusing(errors))).outcome).toMatchObject({
      code: 'aws-failed',
      disposition: 'person',
      message: `AWS did not do secretsmanager:${action} on secret dnscale/token: AccessDeniedException: User: arn:aws:iam::1:user/me is not authorized (AWS request req-1). Allow secretsmanager:${action} on secret dnscale/token for the AWS identity that you use (https://github.com/dnscale/dnscale-certs/blob/main/docs/command.md#aws-permissions).`,
    });
  });

  it.each([
    [new Error('Region is missing'), 'Give --region, or set AWS_REGION or the region of your AWS profile.'],
    [
      sdkError('CredentialsProviderError', 'Could not load credentials from any providers'),
      'Give AWS credentials as the AWS CLI takes them: --profile',
    ],
    [sdkError('InternalServiceError'), 'Try again.'],
  ])('says what to do about %s', async (error, advice) => {
    const { outcome } = await store(refusing({ PutSecretValueCommand: error }));

    expect(outcome).toHaveProperty('message', expect.stringContaining(advice));
  });

  it('shows nothing of the token, though AWS quotes it', async () => {
    const quoting = sdkError('ValidationException', `Value '${TOKEN}' at 'secretString' failed`);

    const { outcome } = await store(refusing({ PutSecretValueCommand: quoting }));

    expect(outcome).toHaveProperty('message', expect.stringContaining("Value '[left out]'"));
    expect(JSON.stringify([outcome, String((outcome as Error).cause)])).not.toContain('canary-4711');
  });
});
