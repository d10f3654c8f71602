/**
 * First deployments that fail, at five points, each followed by the one documented command: `cdk deploy
 * --import-existing-resources`. The AWS is ministack, the CA Pebble, DNScale its emulator; what ministack's CloudFormation
 * does not do as AWS does is bridged, openly, in test/support/world/change-set-bridge.ts.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { REPOSITORY } from '../support/setup/places.ts';
import { type Cdk, createCdk, type StackOutputs } from '../support/world/cdk.ts';
import { type DeployedApp, openDeployedApp } from '../support/world/deployed-app.ts';
import { writeLocalConfig } from '../support/world/local-config.ts';
import { type LocalWorld, startLocalWorld } from '../support/world/local-world.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { settledStatus, statusOf } from './stacks.ts';

/** As in failing-app.ts; each is the name of a stack. */
const POINTS = ['before-data', 'between-data', 'after-data', 'certificate', 'own-resource'];
const CERTIFICATES = [...POINTS.map((point) => `${point}.test`), 'second.certificate.test'];
const MARKER = 'archive/marker';
const SOON = { timeout: 60_000, interval: 300 };

let world: LocalWorld;
let cdk: Cdk;
let folder: string;
let s3: S3Client;
let failure: Error;
let outputs: StackOutputs;
/** After the failure, before the command was given again. */
const left: { statuses: string[]; buckets: string[]; issued?: Issued } = { statuses: [], buckets: [] };

beforeAll(async () => {
  [world, folder] = await Promise.all([
    startLocalWorld({ dnscale: { cacheSeconds: 0 } }),
    makeTemporaryFolder('failed-deployment'),
  ]);
  s3 = new S3Client(world.aws.clientConfiguration);
  for (const point of POINTS) world.dnscale.addZone(`${point}.test`);
  const SecretString = world.dnscale.addToken();
  await new SecretsManagerClient(world.aws.clientConfiguration).send(
    new CreateSecretCommand({ Name: 'dnscale/token', SecretString }),
  );
  cdk = await createCdk({ aws: world.aws, projectFolder: await writeProject(), asDocumented: true });
  const certificates = Object.fromEntries(
    CERTIFICATES.map((name) => [name, { domainNames: [name], profile: 'default' }]),
  );
  const config = await writeLocalConfig(folder, world, { certificates });

  failure = await deploy(config, 'fails').then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
  left.statuses = await Promise.all(POINTS.map((point) => settledStatus(world.aws, point)));
  left.issued = await readIssued('own-resource');
  left.buckets = await markBuckets();

  outputs = await deploy(config, 'works');
});
afterAll(async () => {
  await cdk?.close();
  await world?.stop();
  await removeFolder(folder);
});

async function writeProject(): Promise<string> {
  const { context } = JSON.parse(await readFile(join(REPOSITORY, 'cdk.json'), 'utf8'));
  const app = `node ${join(REPOSITORY, 'test/e2e/failing-app.ts')}`;
  await writeFile(join(folder, 'cdk.json'), JSON.stringify({ app, context }));
  return folder;
}

async function deploy(config: string, variant: 'fails' | 'works'): Promise<StackOutputs> {
  await cdk.synth({ config, variant });
  return cdk.deployStacks(POINTS);
}

function appOf(stackName: string): DeployedApp {
  const { accountId, region } = world.aws;
  return openDeployedApp(world.aws, stackName, {
    StatesTableName: `${stackName}-states`,
    BucketName: `${stackName}-${accountId}-${region}`,
    TokenSecretName: 'dnscale/token',
  });
}

type Issued = { pointer: string | undefined; certificateArn: string; certificatePem: string };

async function readIssued(stackName: string): Promise<Issued> {
  const app = appOf(stackName);
  const pointer = await app.readObject(`live/${stackName}.test/current.json`);
  return { pointer, ...(await app.readImported(`${stackName}.test`)) };
}

/** Puts an object into every bucket that was left; those are the ones. */
async function markBuckets(): Promise<string[]> {
  const marked = await Promise.all(
    POINTS.map(async (point) => {
      const Bucket = appOf(point).outputs.BucketName;
      const put = s3.send(new PutObjectCommand({ Bucket, Key: MARKER, Body: point }));
      return put.then(
        () => [point],
        (error: Error) => {
          if (error.name !== 'NoSuchBucket') throw error;
          return [];
        },
      );
    }),
  );
  return marked.flat();
}

async function versionsOf(stackName: string, certificateName: string): Promise<string[]> {
  const Prefix = `archive/${certificateName}/`;
  const Bucket = appOf(stackName).outputs.BucketName;
  const { CommonPrefixes = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter: '/' }));
  return CommonPrefixes.flatMap(({ Prefix: version }) => version ?? []);
}

describe('five first deployments that fail', () => {
  it('end rolled back, and tell why', () => {
    expect(left.statuses).toEqual(POINTS.map(() => 'ROLLBACK_COMPLETE'));
    expect(failure.message).toContain('made to fail');
  });

  it('leave the bucket where it was made already, with what is in it', () => {
    expect(left.buckets).toEqual(['between-data', 'after-data', 'certificate', 'own-resource']);
    expect(left.issued).toMatchObject({
      pointer: expect.stringContaining('"serial"'),
      certificatePem: expect.stringContaining('BEGIN CERTIFICATE'),
    });
  });
});

describe('the same command again', () => {
  it('succeeds after each of them', async () => {
    expect(Object.keys(outputs).sort()).toEqual(POINTS.toSorted());
    expect(await Promise.all(POINTS.map((point) => statusOf(world.aws, point)))).toEqual(
      POINTS.map(() => 'CREATE_COMPLETE'),
    );
  });

  it('has lost nothing in the buckets', async () => {
    for (const point of left.buckets) {
      expect(await appOf(point).readObject(MARKER)).toBe(point);
    }
  });

  it('has every certificate issued, each of them once', async () => {
    for (const certificateName of CERTIFICATES) {
      const stackName = POINTS.find((point) => certificateName.includes(point)) ?? '';
      const state = await vi.waitUntil(async () => {
        const found = await appOf(stackName).readState(certificateName);
        return found?.installations && found.waitsFor ? found : undefined;
      }, SOON);

      expect(state).not.toHaveProperty('failure');
      expect(await versionsOf(stackName, certificateName)).toHaveLength(1);
    }
    expect(world.pebble.output().match(/Issued certificate serial/g)).toHaveLength(CERTIFICATES.length);
  });

  it('keeps the certificate that was issued before the failure, on its ARN', async () => {
    expect(await readIssued('own-resource')).toEqual(left.issued);
  });
});
