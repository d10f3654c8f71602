import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createTokenSource } from '../../../functions/aws/token-source.ts';
import { noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const NEVER = noDeadline();

function sourceThatAnswers(answer: () => unknown) {
  const { client } = scriptedClient<SecretsManagerClient>(answer);
  return createTokenSource({ client: () => client, secretId: 'certs/token' });
}

describe('readToken', () => {
  it.each([
    [
      'the secret has no value yet',
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      /^No DNScale token: the secret certs\/token has no value yet\. Set it: `dnscale-certs token set --secret-name certs\/token --region eu-central-1` /,
    ],
    [
      'there is no secret',
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
      /does not exist in this account and region\. Make it: `dnscale-certs token set --secret-name certs\/token --region eu-central-1` /,
    ],
    [
      'it is scheduled for deletion',
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
      /is scheduled for deletion\. Keep it with: `aws secretsmanager restore-secret --secret-id certs\/token --region eu-central-1`$/,
    ],
    [
      'the role may not read it',
      'AccessDeniedException',
      'User: arn:aws:sts::1:assumed-role/renew is not authorized to perform: secretsmanager:GetSecretValue',
      /may not be read: User: .* Allow secretsmanager:GetSecretValue/,
    ],
    [
      'the role may not use its key',
      'AccessDeniedException',
      'Access to KMS is not allowed',
      /cannot be decrypted: Access to KMS is not allowed\. Allow kms:Decrypt/,
    ],
    [
      'its key is disabled',
      'DecryptionFailure',
      'The key is disabled',
      /cannot be decrypted: The key is disabled\. .*enable the key/,
    ],
  ])('fails for a person when %s', async (_, name, words, message) => {
    const source = sourceThatAnswers(() => {
      throw sdkError(name, words);
    });

    await expect(source.readToken(NEVER)).rejects.toMatchObject({
      code: 'token-missing',
      disposition: 'person',
      subject: 'certs/token',
      message: expect.stringMatching(message),
    });
  });

  it('fails for the next run when Secrets Manager has an outage', async () => {
    const source = sourceThatAnswers(() => {
      throw sdkError('InternalServiceError');
    });

    await expect(source.readToken(NEVER)).rejects.toMatchObject({
      code: 'aws-failed',
      disposition: 'next-run',
    });
  });

  it('fails without quoting the value when it is no token', async () => {
    const source = sourceThatAnswers(() => ({ SecretString: 'marker-7731 marker-7731', VersionId: 'v1' }));

    const failure = await source.readToken(NEVER).catch((error) => error);

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person' });
    expect(JSON.stringify([failure.message, failure.subject, failure.cause])).not.toContain('marker-7731');
  });
});

describe('readCurrentVersion', () => {
  it('is the version with the label AWSCURRENT', async () => {
    const source = sourceThatAnswers(() => ({
      VersionIdsToStages: { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'mine'] },
    }));

    expect(await source.readCurrentVersion(NEVER)).toBe('v2');
  });

  it('is empty for a secret that was never set', async () => {
    expect(await sourceThatAnswers(() => ({})).readCurrentVersion(NEVER)).toBe('');
  });

  it('is empty while there is no secret, so that its first version is a new one', async () => {
    const source = sourceThatAnswers(() => {
      throw sdkError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    });

    expect(await source.readCurrentVersion(NEVER)).toBe('');
  });

  it('is empty while the secret is scheduled for deletion, so that the version it is restored with is a new one', async () => {
    const source = sourceThatAnswers(() => ({
      VersionIdsToStages: { v1: ['AWSCURRENT'] },
      DeletedDate: new Date('2026-11-23T06:00:00Z'),
    }));

    expect(await source.readCurrentVersion(NEVER)).toBe('');
  });

  it('fails when Secrets Manager denies the question', async () => {
    const source = sourceThatAnswers(() => {
      throw sdkError('AccessDeniedException', 'not authorized');
    });

    await expect(source.readCurrentVersion(NEVER)).rejects.toMatchObject({ code: 'aws-failed' });
  });
});
