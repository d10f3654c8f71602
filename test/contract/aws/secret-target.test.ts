/** The secret of a certificate in the AWS emulator, which stands in for Secrets Manager. */
import { randomUUID, X509Certificate } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSecretTarget } from '../../../functions/aws/secret-target.ts';
import { lazySecretsManager } from '../../../functions/aws/secrets-manager-client.ts';
import type { SecretTarget } from '../../../functions/engine/ports/store.ts';
import { noDeadline } from '../../support/builders.ts';
import { issueTestCertificate } from '../../support/certificates.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';
import { breakConnections, type LostAnswers } from './lost-answers.ts';

const NEVER = noDeadline();
const NAME = '*.example.com';
const DAY_MS = 24 * 60 * 60 * 1000;

const first = await filesOf();
const second = await filesOf();

let aws: Aws;
let client: ReturnType<typeof lazySecretsManager>;
let connections: LostAnswers;
let SecretId: string;
let target: SecretTarget;

beforeAll(async () => {
  aws = await startAws();
  client = lazySecretsManager(aws.clientConfiguration);
  connections = breakConnections(client());
});
afterAll(() => aws?.stop());

beforeEach(() => {
  const renewerName = `Certs-${randomUUID()}`;
  SecretId = `${renewerName}/certificates/_wildcard.example.com`;
  target = createSecretTarget({ client, renewerName, renewer: 'eu-central-1/Certs' });
});

async function filesOf() {
  const { privateKeyPem, leafPem, chainPems } = await issueTestCertificate();
  return { privateKeyPem, certificatePem: leafPem, chainPem: chainPems[0] };
}

const write = (files = first, tags = {}) => target.writeSecret({ certificateName: NAME, files, tags }, NEVER);
const read = () => client().send(new GetSecretValueCommand({ SecretId }));
const contentOf = async () => JSON.parse((await read()).SecretString ?? '');

describe('writeSecret', () => {
  it('makes the secret: full chain and key under the names of Kubernetes, and as PEM fields', async () => {
    const { secretArn, versionId } = await write();

    const { ARN, VersionId } = await read();
    expect([ARN, VersionId]).toEqual([secretArn, versionId]);
    expect(secretArn).toMatch(/:secret:Certs-.*\/certificates\/_wildcard\.example\.com-[A-Za-z0-9]{6}$/);
    const value = await contentOf();
    expect(Object.keys(value)).toEqual([
      'tls.crt',
      'tls.key',
      'certificate',
      'chain',
      'fullchain',
      'privateKey',
    ]);
    expect(value['tls.crt'].match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(new X509Certificate(value['tls.crt']).fingerprint256).toBe(
      new X509Certificate(first.certificatePem).fingerprint256,
    );
    expect(value['tls.key']).toBe(first.privateKeyPem);
    expect(value).toMatchObject({ fullchain: value['tls.crt'], privateKey: value['tls.key'] });
    expect(value.certificate.trim()).toBe(first.certificatePem.trim());
    expect(value.chain.trim()).toBe(first.chainPem.trim());
  });

  it('tags it as ours, with the tags of its stack', async () => {
    await write(first, { team: 'web' });

    expect((await client().send(new DescribeSecretCommand({ SecretId }))).Tags).toEqual([
      { Key: 'dnscale-certs:certificate', Value: '_wildcard.example.com' },
      { Key: 'dnscale-certs:renewer', Value: 'eu-central-1/Certs' },
      { Key: 'team', Value: 'web' },
    ]);
  });

  it('writes a renewed certificate as the current version, on the same ARN', async () => {
    const before = await write();

    const after = await write(second);

    expect(after.secretArn).toBe(before.secretArn);
    expect(after.versionId).not.toBe(before.versionId);
    expect((await contentOf())['tls.key']).toBe(second.privateKeyPem);
  });

  it('succeeds when the answer to the creation, or to the next version, was lost', async () => {
    connections.loseNext(2); // of DescribeSecret, which is repeated, and of CreateSecret
    await write();
    expect((await contentOf())['tls.key']).toBe(first.privateKeyPem);

    connections.loseNext(3);
    const { versionId } = await write(second);
    expect(await read()).toMatchObject({ VersionId: versionId });
    expect((await contentOf())['tls.key']).toBe(second.privateKeyPem);
  });

  it('restores a secret that is scheduled for deletion, and writes it', async () => {
    const { secretArn } = await write();
    await client().send(new DeleteSecretCommand({ SecretId }));

    expect(await target.readVersionId(NAME, NEVER)).toBeUndefined();
    const after = await write(second);

    expect(after.secretArn).toBe(secretArn);
    expect(await target.readVersionId(NAME, NEVER)).toBe(after.versionId);
    expect((await contentOf())['tls.key']).toBe(second.privateKeyPem);
  });

  it('makes one anew where it was deleted for good', async () => {
    await write();
    await client().send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));

    const { versionId } = await write(second);

    expect(await target.readVersionId(NAME, NEVER)).toBe(versionId);
  });
});

describe("a secret of that name that is not this certificate's", () => {
  beforeEach(async () => {
    await client().send(new CreateSecretCommand({ Name: SecretId, SecretString: 'theirs' }));
  });

  it.each<[string, () => Promise<unknown>]>([
    ['before an order is spent', () => target.expectOwn(NAME, NEVER)],
    ['when it would be written', () => write()],
  ])('is told to a person %s, with the command that hands it over, and stays', async (_, act) => {
    await expect(act()).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'person',
      message: expect.stringContaining(`aws secretsmanager tag-resource --secret-id ${SecretId} --tags `),
    });
    expect((await read()).SecretString).toBe('theirs');
  });

  it.each([
    ['another renewer', 'eu-central-1/Another', '_wildcard.example.com'],
    ['another certificate', 'eu-central-1/Certs', 'example.com'],
  ])('is not ours with the tags of %s', async (_, renewer, certificate) => {
    await tag(renewer, certificate);

    await expect(target.expectOwn(NAME, NEVER)).rejects.toMatchObject({ code: 'store-failed' });
  });

  it('is neither deleted, nor taken for what was written', async () => {
    expect(await target.deleteSecret(NAME, NEVER)).toBe('gone');
    expect(await target.readVersionId(NAME, NEVER)).toBeUndefined();
    expect((await read()).SecretString).toBe('theirs');
  });

  it('is ours once its owner has run that command', async () => {
    const failure = await target.expectOwn(NAME, NEVER).catch((error: Error) => error.message);
    const [, certificate = '', renewer = ''] =
      /--tags Key=dnscale-certs:certificate,Value=(\S+) Key=dnscale-certs:renewer,Value=(\S+) --region eu-central-1/.exec(
        String(failure),
      ) ?? [];
    await tag(renewer, certificate);

    await target.expectOwn(NAME, NEVER);
    await write();
    expect((await contentOf())['tls.key']).toBe(first.privateKeyPem);
  });

  async function tag(renewer: string, certificate: string): Promise<void> {
    const Tags = [
      { Key: 'dnscale-certs:certificate', Value: certificate },
      { Key: 'dnscale-certs:renewer', Value: renewer },
    ];
    await client().send(new TagResourceCommand({ SecretId, Tags }));
  }
});

describe('readVersionId', () => {
  it('shows what somebody else has written', async () => {
    const { versionId } = await write();
    expect(await target.readVersionId(NAME, NEVER)).toBe(versionId);

    const { VersionId } = await client().send(
      new PutSecretValueCommand({ SecretId, SecretString: 'theirs' }),
    );

    expect(await target.readVersionId(NAME, NEVER)).toBe(VersionId);
    expect(VersionId).not.toBe(versionId);
  });

  it('shows none where there is no secret', async () => {
    expect(await target.readVersionId(NAME, NEVER)).toBeUndefined();
  });
});

describe('deleteSecret', () => {
  it('leaves 30 days to restore it, and says until when', async () => {
    await write();

    const outcome = await target.deleteSecret(NAME, NEVER);

    if (outcome === 'gone') throw new Error('it was there');
    const days = (outcome.restorableUntil.getTime() - Date.now()) / DAY_MS;
    expect(Math.round(days)).toBe(30);
    await expect(read()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect(await target.deleteSecret(NAME, NEVER)).toBe('gone');
  });
});
