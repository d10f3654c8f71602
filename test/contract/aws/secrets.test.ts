/** The token, the ACME account keys and the external accounts in the AWS emulator, which stands in for Secrets Manager. */
import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccountKeyStore } from '../../../functions/aws/account-key-store.ts';
import { createExternalAccountSource } from '../../../functions/aws/external-account-source.ts';
import { lazySecretsManager } from '../../../functions/aws/secrets-manager-client.ts';
import { createTokenSource } from '../../../functions/aws/token-source.ts';
import { noDeadline } from '../../support/builders.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';
import { breakConnections, type LostAnswers } from './lost-answers.ts';

const NEVER = noDeadline();
const DIRECTORY = 'https://acme-v02.api.letsencrypt.org/directory';
const KEY_A = '-----BEGIN PRIVATE KEY-----\nkey a\n-----END PRIVATE KEY-----\n';
const KEY_B = '-----BEGIN PRIVATE KEY-----\nkey b\n-----END PRIVATE KEY-----\n';

let aws: Aws;
let client: ReturnType<typeof lazySecretsManager>;
let connections: LostAnswers;
let prefix: string;

beforeAll(async () => {
  aws = await startAws();
  client = lazySecretsManager(aws.clientConfiguration);
  connections = breakConnections(client());
});
afterAll(() => aws?.stop());

beforeEach(() => {
  prefix = `stack-${randomUUID()}`;
});

describe('readToken', () => {
  it('reads the token and the version it came from', async () => {
    const secretId = `${prefix}/token`;
    await client().send(new CreateSecretCommand({ Name: secretId, SecretString: '' }));
    const source = createTokenSource({ client, secretId });
    const put = new PutSecretValueCommand({
      SecretId: secretId,
      SecretString: ' {"token": "dnscale_live_1"}\n',
    });
    const { VersionId } = await client().send(put);

    expect(await source.readToken(NEVER)).toEqual({ token: 'dnscale_live_1', versionId: VersionId });
    expect(await source.readCurrentVersion(NEVER)).toBe(VersionId);
  });

  it('fails for a person, saying how to set it, while the secret is empty', async () => {
    const secretId = `${prefix}/token`;
    await client().send(new CreateSecretCommand({ Name: secretId, SecretString: '' }));

    await expect(createTokenSource({ client, secretId }).readToken(NEVER)).rejects.toMatchObject({
      code: 'token-missing',
      disposition: 'person',
      message: expect.stringMatching(/is empty\. Set it: `dnscale-certs token set/),
    });
  });

  it('fails for a person when the secret has no value at all, and shows no version', async () => {
    const secretId = `${prefix}/token`;
    await client().send(new CreateSecretCommand({ Name: secretId }));
    const source = createTokenSource({ client, secretId });

    await expect(source.readToken(NEVER)).rejects.toMatchObject({
      code: 'token-missing',
      disposition: 'person',
      message: expect.stringMatching(/Set it: `dnscale-certs token set/),
    });
  });

  it('fails for a person when there is no secret, and shows no version', async () => {
    const source = createTokenSource({ client, secretId: `${prefix}/token` });

    await expect(source.readToken(NEVER)).rejects.toMatchObject({
      code: 'token-missing',
      message: expect.stringContaining('does not exist in this account and region'),
    });
    expect(await source.readCurrentVersion(NEVER)).toBe('');
  });

  it('fails for a person when the secret is scheduled for deletion, and shows no version', async () => {
    const secretId = `${prefix}/token`;
    await client().send(new CreateSecretCommand({ Name: secretId, SecretString: 'abc' }));
    await client().send(new DeleteSecretCommand({ SecretId: secretId }));

    const source = createTokenSource({ client, secretId });

    await expect(source.readToken(NEVER)).rejects.toMatchObject({
      code: 'token-missing',
      message: expect.stringContaining('restore-secret'),
    });
    expect(await source.readCurrentVersion(NEVER)).toBe('');
  });
});

describe('readExternalAccount', () => {
  const hmacKey = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';

  it('reads what a person has put under the name of the CA', async () => {
    const Name = `${prefix}/external-account/acme-v02.api.letsencrypt.org/directory`;
    const SecretString = `{"keyId": "kid-1", "b64MacKey": "${hmacKey}"}\n`;
    await client().send(new CreateSecretCommand({ Name, SecretString }));

    const source = createExternalAccountSource({ client, prefix });

    expect(await source.readExternalAccount(DIRECTORY, NEVER)).toMatchObject({ keyId: 'kid-1', hmacKey });
  });

  it('fails for a person, with the command that makes it, when there is none', async () => {
    const source = createExternalAccountSource({ client, prefix });

    await expect(source.readExternalAccount(DIRECTORY, NEVER)).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringContaining(
        `create-secret --name ${prefix}/external-account/acme-v02.api.letsencrypt.org/directory `,
      ),
    });
  });

  it('fails for a person when the secret is scheduled for deletion', async () => {
    const SecretId = `${prefix}/external-account/acme-v02.api.letsencrypt.org/directory`;
    await client().send(new CreateSecretCommand({ Name: SecretId, SecretString: 'abc' }));
    await client().send(new DeleteSecretCommand({ SecretId }));

    await expect(
      createExternalAccountSource({ client, prefix }).readExternalAccount(DIRECTORY, NEVER),
    ).rejects.toMatchObject({ code: 'acme-account', message: expect.stringContaining('restore-secret') });
  });
});

describe('getOrCreate', () => {
  it('makes the key once and returns the same one later', async () => {
    const keys = createAccountKeyStore({ client, prefix });

    expect(await keys.getOrCreate(DIRECTORY, () => KEY_A, NEVER)).toBe(KEY_A);
    expect(await keys.getOrCreate(DIRECTORY, () => KEY_B, NEVER)).toBe(KEY_A);

    const SecretId = `${prefix}/acme-account/acme-v02.api.letsencrypt.org/directory`;
    expect((await client().send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe(KEY_A);
  });

  it('is read without being made', async () => {
    const keys = createAccountKeyStore({ client, prefix });
    expect(await keys.read(DIRECTORY, NEVER)).toBeUndefined();
    expect(await keys.read(DIRECTORY, NEVER)).toBeUndefined();

    await keys.getOrCreate(DIRECTORY, () => KEY_A, NEVER);

    expect(await keys.read(DIRECTORY, NEVER)).toBe(KEY_A);
  });

  it('makes the secret with the tags that its stack gives', async () => {
    const keys = createAccountKeyStore({ client, prefix, tags: { team: 'web', 'cost-center': '' } });
    await keys.getOrCreate(DIRECTORY, () => KEY_A, NEVER);

    const SecretId = `${prefix}/acme-account/acme-v02.api.letsencrypt.org/directory`;
    expect((await client().send(new DescribeSecretCommand({ SecretId }))).Tags).toEqual([
      { Key: 'cost-center', Value: '' },
      { Key: 'team', Value: 'web' },
    ]);
  });

  it('gives both of two first callers the same key', async () => {
    const keys = createAccountKeyStore({ client, prefix });

    const [first, second] = await Promise.all([
      keys.getOrCreate(DIRECTORY, () => KEY_A, NEVER),
      keys.getOrCreate(DIRECTORY, () => KEY_B, NEVER),
    ]);

    expect(first).toBe(second);
  });

  it('keeps one key for each CA', async () => {
    const keys = createAccountKeyStore({ client, prefix });

    await keys.getOrCreate(DIRECTORY, () => KEY_A, NEVER);

    expect(await keys.getOrCreate('https://localhost:14000/dir', () => KEY_B, NEVER)).toBe(KEY_B);
  });

  it('succeeds when the answer to the creation was lost', async () => {
    const keys = createAccountKeyStore({ client, prefix });
    const createKey = () => {
      connections.loseNext();
      return KEY_A;
    };

    expect(await keys.getOrCreate(DIRECTORY, createKey, NEVER)).toBe(KEY_A);
  });

  it('fails for a person when the secret is scheduled for deletion', async () => {
    const keys = createAccountKeyStore({ client, prefix });
    await keys.getOrCreate(DIRECTORY, () => KEY_A, NEVER);
    const SecretId = `${prefix}/acme-account/acme-v02.api.letsencrypt.org/directory`;
    await client().send(new DeleteSecretCommand({ SecretId }));

    await expect(keys.getOrCreate(DIRECTORY, () => KEY_B, NEVER)).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringContaining('restore-secret'),
    });
  });

  it('fails for a person, without quoting it, when the secret holds something else', async () => {
    const keys = createAccountKeyStore({ client, prefix });
    const Name = `${prefix}/acme-account/acme-v02.api.letsencrypt.org/directory`;
    await client().send(new CreateSecretCommand({ Name, SecretString: 'marker-7731' }));

    const failure = await keys.getOrCreate(DIRECTORY, () => KEY_A, NEVER).catch((error: Error) => error);

    expect(failure).toMatchObject({ code: 'acme-account', disposition: 'person' });
    expect(String(failure)).not.toContain('marker-7731');
  });
});
