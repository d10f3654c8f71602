import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createExternalAccountSource } from '../../../functions/aws/external-account-source.ts';
import { noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const DIRECTORY = 'https://acme.zerossl.com/v2/DV90';
const SECRET = 'certs/external-account/acme.zerossl.com/v2/DV90';
const HMAC_KEY = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';

function read(answer: () => unknown) {
  const { client, sent } = scriptedClient<SecretsManagerClient>(answer);
  const source = createExternalAccountSource({ client: () => client, prefix: 'certs' });
  return { sent, account: source.readExternalAccount(DIRECTORY, noDeadline()) };
}

describe('readExternalAccount', () => {
  it('reads the secret of this CA, once', async () => {
    const { sent, account } = read(() => ({
      SecretString: `{"eab_kid": "kid-1", "eab_hmac_key": "${HMAC_KEY}"}`,
    }));

    expect(await account).toMatchObject({
      keyId: 'kid-1',
      hmacKey: HMAC_KEY,
      origin: `the secret ${SECRET}`,
      remedy: expect.stringContaining(`aws secretsmanager put-secret-value --secret-id ${SECRET} `),
    });
    expect(sent).toEqual([{ name: 'GetSecretValueCommand', input: { SecretId: SECRET } }]);
  });

  it.each([
    [
      'there is none',
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
      /does not exist in this account and region\. No order .* Create it with: `aws secretsmanager create-secret --name certs\/external-account\/acme\.zerossl\.com\/v2\/DV90 --region eu-central-1 --secret-string file:\/\/external-account\.json` \(a file with \{"keyId": "…", "hmacKey": "…"\}/,
    ],
    [
      'it has no value',
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      /has no value yet\. No order .* Set it with: `aws secretsmanager put-secret-value/,
    ],
    [
      'it is scheduled for deletion',
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
      /is scheduled for deletion\. No order .* Keep it with: `aws secretsmanager restore-secret --secret-id certs\/external-account\/acme\.zerossl\.com\/v2\/DV90 --region eu-central-1`$/,
    ],
    [
      'the role may not read it',
      'AccessDeniedException',
      'User: arn:aws:sts::1:assumed-role/renew is not authorized to perform: secretsmanager:GetSecretValue',
      /may not be read: User: .* Allow secretsmanager:GetSecretValue on it/,
    ],
  ])('fails for a person when %s', async (_what, name, words, message) => {
    const { account } = read(() => {
      throw sdkError(name, words);
    });

    await expect(account).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      subject: SECRET,
      message: expect.stringMatching(message),
    });
  });

  it('fails for a person with the form that was seen, and never with the value', async () => {
    const { account } = read(() => ({ SecretString: '{"keyId": "marker-7731", "hmacKey": "marker-7731"}' }));

    const failure = await account.catch((error) => error);

    expect(failure).toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringMatching(
        /holds an HMAC key of \d+ bytes.* Set it with: `aws secretsmanager put-/,
      ),
    });
    expect(JSON.stringify([failure.message, failure.subject, failure.cause])).not.toContain('marker-7731');
  });

  it('fails for the next run when Secrets Manager has an outage', async () => {
    const { account } = read(() => {
      throw sdkError('InternalServiceError');
    });

    await expect(account).rejects.toMatchObject({ code: 'aws-failed', disposition: 'next-run' });
  });
});
