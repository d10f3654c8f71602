/** What no emulator does: another writer between our write and our reading back, and a value that is too long. */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createSecretTarget } from '../../../functions/aws/secret-target.ts';
import { secretValue } from '../../../functions/aws/secret-value.ts';
import { noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const FILES = {
  privateKeyPem: '-----BEGIN PRIVATE KEY-----\nmarker-7731\n-----END PRIVATE KEY-----\n',
  certificatePem: '-----BEGIN CERTIFICATE-----\nleaf\n-----END CERTIFICATE-----\n',
  chainPem: '-----BEGIN CERTIFICATE-----\nissuer\n-----END CERTIFICATE-----\n',
};

describe('writeSecret', () => {
  it('fails for the next run when readers get something else than what was written', async () => {
    const target = createSecretTarget({
      client: () =>
        scriptedClient<SecretsManagerClient>(({ name }) => {
          if (name === 'DescribeSecretCommand') throw sdkError('ResourceNotFoundException', 'none');
          return name === 'GetSecretValueCommand'
            ? { SecretString: '{"tls.key":"theirs"}', VersionId: 'v2' }
            : { ARN: 'arn', VersionId: 'v1' };
        }).client,
      renewerName: 'Certs',
      renewer: 'eu-central-1/Certs',
    });

    await expect(
      target.writeSecret({ certificateName: 'example.com', files: FILES }, noDeadline()),
    ).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'next-run',
      message: expect.stringMatching(
        /^The secret Certs\/certificates\/example\.com was written, and .*gets another value/,
      ),
    });
  });
});

describe('secretValue', () => {
  it('gives the JSON that Kubernetes and others read, in this order', () => {
    expect(JSON.parse(secretValue(FILES, 'a'))).toEqual({
      'tls.crt': `${FILES.certificatePem}${FILES.chainPem}`,
      'tls.key': FILES.privateKeyPem,
      certificate: FILES.certificatePem,
      chain: FILES.chainPem,
      fullchain: `${FILES.certificatePem}${FILES.chainPem}`,
      privateKey: FILES.privateKeyPem,
    });
  });

  it('takes what fits into 65,536 bytes, and refuses one byte more without quoting it', () => {
    const bytesOf = (chainPem: string) => Buffer.byteLength(secretValue({ ...FILES, chainPem }, 'a'));
    const room = 65_536 - bytesOf('x\n');
    // The chain is in the value three times; what is left over goes into the leaf, which is too.
    const longest = `${'x'.repeat(1 + Math.floor(room / 3))}\n`;

    expect(bytesOf(longest)).toBeLessThanOrEqual(65_536);
    expect(() => bytesOf(`x${longest}`)).toThrow(/does not fit into the secret a: .* takes 65536\./);
    expect(() => bytesOf(`x${longest}`)).not.toThrow(/marker-7731/);
  });
});
