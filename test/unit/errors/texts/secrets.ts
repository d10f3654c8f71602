/** Errors about secrets: the DNScale token, the ACME account key, the external account, and the certificates' own. */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readAccountKey } from '../../../../functions/acme/keys.ts';
import { createAccountKeyStore } from '../../../../functions/aws/account-key-store.ts';
import { createExternalAccountSource } from '../../../../functions/aws/external-account-source.ts';
import { createSecretTarget } from '../../../../functions/aws/secret-target.ts';
import { secretValue } from '../../../../functions/aws/secret-value.ts';
import { createTokenSource } from '../../../../functions/aws/token-source.ts';
import { DIRECTORY_URL, noDeadline } from '../../../support/builders.ts';
import { type SentCommand, scriptedClient, sdkError } from '../../aws/scripted-client.ts';
import type { ErrorText } from '../error-page.ts';

export const SECRET_TEXTS: ErrorText[] = [
  ['The token is not set yet.', () => readToken(fails('ResourceNotFoundException', NO_VALUE))],
  ['There is no secret.', () => readToken(fails('ResourceNotFoundException'))],
  ['The secret was deleted.', () => readToken(fails('InvalidRequestException', DELETED))],
  ['Its key cannot be used.', () => readToken(fails('DecryptionFailure', 'The KMS key is disabled'))],
  ['The role lost its permission.', () => readToken(fails('AccessDeniedException', 'not authorized'))],
  ['The value is empty.', () => readToken(() => ({ SecretString: '' }))],
  ['The value is not text.', () => readToken(() => ({}))],
  ['The value is other JSON.', () => readToken(() => ({ SecretString: '{"key":"x"}' }))],
  ['The value is more than a token.', () => readToken(() => ({ SecretString: 'my token' }))],
  ['The value holds letters that no token has.', () => readToken(() => ({ SecretString: 'tökén' }))],
  ['The value is JSON with an empty token.', () => readToken(() => ({ SecretString: '{"token":""}' }))],
  ['The account key’s secret was emptied.', () => accountKey(() => ({ SecretString: '' }))],
  ['The account key’s secret was deleted.', () => accountKey(fails('InvalidRequestException', DELETED))],
  ['The account key’s secret has no value.', () => accountKey(neverAValue)],
  [
    'There is no secret with the external account.',
    () => externalAccount(fails('ResourceNotFoundException')),
  ],
  ['It has no value.', () => externalAccount(fails('ResourceNotFoundException', NO_VALUE))],
  ['It was deleted, too.', () => externalAccount(fails('InvalidRequestException', DELETED))],
  [
    'It may not be read.',
    () => externalAccount(fails('AccessDeniedException', 'not authorized to read the external account')),
  ],
  ['It is other JSON.', () => externalAccount(() => ({ SecretString: '{"keyId":"kid-1"}' }))],
  ['A part of its HMAC key is missing.', () => externalAccount(() => ({ SecretString: SHORT_KEY }))],
  ['A secret of the certificate’s name is somebody else’s.', () => certificateSecret(() => ({ Tags: [] }))],
  ['Another program writes the certificate’s secret.', () => certificateSecret(overwritten)],
  ['The role may not write the certificate’s secret.', () => certificateSecret(notAllowed)],
  ['The certificate is too long for a secret.', () => secretValue(TOO_LONG, SECRET_NAME)],
  ['The account key’s secret holds something else.', () => readAccountKey('no key', DIRECTORY_URL)],
];

const SECRET_NAME = 'Certs/certificates/example.com';
const PEM_FILES = { privateKeyPem: 'key', certificatePem: 'leaf', chainPem: 'issuer' };
const TOO_LONG = { ...PEM_FILES, certificatePem: 'x'.repeat(30_000) };
const SHORT_KEY = '{"keyId":"kid-1","hmacKey":"HjudV5qnbreN"}';
const NO_VALUE = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
const DELETED = 'You can’t perform this operation on the secret because it was marked for deletion.';

function fails(name: string, words = 'Secrets Manager can’t find the specified secret.') {
  return () => {
    throw sdkError(name, words);
  };
}

function neverAValue({ name }: SentCommand): never {
  throw sdkError(name === 'CreateSecretCommand' ? 'ResourceExistsException' : 'ResourceNotFoundException');
}

function readToken(answer: (command: SentCommand) => unknown) {
  const { client } = scriptedClient<SecretsManagerClient>(answer);
  return createTokenSource({ client: () => client, secretId: 'dnscale-certs/token' }).readToken(noDeadline());
}

function externalAccount(answer: (command: SentCommand) => unknown) {
  const { client } = scriptedClient<SecretsManagerClient>(answer);
  const source = createExternalAccountSource({ client: () => client, prefix: 'dnscale-certs' });
  return source.readExternalAccount('https://ca.test/directory', noDeadline());
}

function accountKey(answer: (command: SentCommand) => unknown) {
  const { client } = scriptedClient<SecretsManagerClient>(answer);
  const keys = createAccountKeyStore({ client: () => client, prefix: 'dnscale-certs' });
  return keys.getOrCreate('https://ca.test/directory', () => 'a new key', noDeadline());
}

function certificateSecret(answer: (command: SentCommand) => unknown) {
  const { client } = scriptedClient<SecretsManagerClient>(answer);
  const target = createSecretTarget({
    client: () => client,
    renewerName: 'Certs',
    renewer: 'eu-central-1/Certs',
  });
  return target.writeSecret({ certificateName: 'example.com', files: PEM_FILES }, noDeadline());
}

function overwritten({ name }: SentCommand) {
  if (name === 'DescribeSecretCommand') throw sdkError('ResourceNotFoundException');
  return { ARN: 'arn', VersionId: 'v2', SecretString: 'theirs' };
}

function notAllowed({ name }: SentCommand) {
  throw sdkError(name === 'DescribeSecretCommand' ? 'ResourceNotFoundException' : 'AccessDeniedException');
}
