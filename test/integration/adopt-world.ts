/**
 * A renewer that another client's certificates move to: the engine with its real adapters for AWS (an emulator), the CA (Pebble) and
 * DNScale, and the command beside it, in a process of its own.
 */
import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { adoptPolicy } from '../../cli/aws-permissions.ts';
import { createAcmeServer } from '../../functions/acme/acme-server.ts';
import { createAccountKey } from '../../functions/acme/keys.ts';
import { createAccountKeyStore } from '../../functions/aws/account-key-store.ts';
import { lazyAcm } from '../../functions/aws/acm-clients.ts';
import { createCertificateImporter } from '../../functions/aws/certificate-importer.ts';
import { createCertificateOverview } from '../../functions/aws/certificate-overview.ts';
import { createCertificateRecords } from '../../functions/aws/certificate-records.ts';
import { createCertificateStore } from '../../functions/aws/certificate-store.ts';
import { lazyS3 } from '../../functions/aws/s3-client.ts';
import { lazySecretsManager } from '../../functions/aws/secrets-manager-client.ts';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import { aDefinition, noDeadline } from '../support/builders.ts';
import { createRecordedEvents } from '../support/memory-ports.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { openSession } from '../support/world/role-session.ts';
import { deployTables, type RenewerWorld } from './renewer-world.ts';

const RENEWER = 'Certs';

type DeclaredEngine = Pick<ReturnType<typeof createEngine>, 'run' | 'ports'> & {
  events: ReturnType<typeof createRecordedEvents>;
  /** The state as the table has it. */
  read(): Promise<{ state: CertificateState }>;
};

export type AdoptWorld = EngineWorld & {
  aws: Aws;
  renewer: RenewerWorld;
  accountKeySecret: string;
  /** An object of the bucket; undefined where there is none. */
  object(key: string): Promise<string | undefined>;
  /** Of all its objects, live and archived. */
  keysOf(certificateName: string): Promise<string[]>;
  /** The prefix of its only version. */
  archived(certificateName: string): Promise<string>;
  putObject(key: string, text: string): Promise<void>;
  removeObject(key: string): Promise<void>;
  secret(name: string): Promise<string | undefined>;
  /** `adopt` with these arguments, as a person who has its policy and no other. */
  adopt(...args: string[]): ReturnType<RenewerWorld['run']>;
  /** The same as somebody who lacks one statement. */
  adoptWithout(sid: string, ...args: string[]): ReturnType<RenewerWorld['run']>;
  /** Declares it, as a deployment does, and gives what runs it. */
  declare(
    certificateName: string,
    domainNames: string[],
    changes?: Partial<CertificateDefinition>,
  ): Promise<DeclaredEngine>;
  /** How often the CA was asked for an order. */
  ordersAsked(): number;
};

export async function startAdoptWorld(): Promise<AdoptWorld> {
  const world = await startEngineWorld();
  const { pebble } = world;
  // It evaluates policies.
  const environment = { NODE_EXTRA_CA_CERTS: pebble.caCertificatePath };
  const aws = await startAws({ authorization: true, environment });
  const { directoryUrl } = pebble;
  const { host, pathname } = new URL(directoryUrl);
  const bucketName = 'certs-adopt';
  const bucket = await createBucket(aws, bucketName);
  const renewer = await deployTables(aws, {
    bucketName,
    topicArn: `arn:aws:sns:${aws.region}:${aws.accountId}:Certs-alerts`,
    certificateAuthority: directoryUrl,
    certificateAuthorities: directoryUrl,
  });
  const place = { account: aws.accountId, region: aws.region, renewerName: RENEWER, bucketName };
  const adopt = async (args: string[], without?: string) => {
    const { Version, Statement } = adoptPolicy(place);
    const person = await openSession(aws, {
      Version,
      Statement: Statement.filter(({ Sid }) => Sid !== without),
    });
    return runDnscaleCerts(['adopt', ...args], { ...aws.environment, ...person, AWS_REGION: aws.region });
  };
  return {
    ...world,
    ...bucket,
    aws,
    renewer,
    accountKeySecret: `${RENEWER}/acme-account/${host.replace(':', '_')}${pathname}`,
    adopt: (...args) => adopt(args),
    adoptWithout: (sid, ...args) => adopt(args, sid),
    declare: (certificateName, domainNames, changes = {}) => {
      const ca = { certificateAuthority: directoryUrl, profile: undefined };
      const definition = aDefinition({ certificateName, domainNames, ...ca, ...changes });
      return declare(definition, { world, aws, renewer });
    },
    ordersAsked: () => pebble.output().match(/POST \/order-plz/g)?.length ?? 0,
    stop: async () => {
      await Promise.all([world.stop(), aws.stop()]);
    },
  };
}

async function createBucket(aws: Aws, Bucket: string) {
  const s3 = new S3Client(aws.clientConfiguration);
  const secrets = new SecretsManagerClient(aws.clientConfiguration);
  await s3.send(new CreateBucketCommand({ Bucket }));
  const keysOf = async (certificateName: string) => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key = '' }) => Key).filter((key) => key.split('/')[1] === certificateName);
  };
  return {
    keysOf,
    archived: async (certificateName: string) => {
      const key = (await keysOf(certificateName)).find((one) => one.endsWith('/privkey.pem')) ?? '';
      return key.slice(0, -'privkey.pem'.length);
    },
    object: (Key: string) =>
      s3
        .send(new GetObjectCommand({ Bucket, Key }))
        .then(({ Body }) => Body?.transformToString())
        .catch(() => undefined),
    putObject: async (Key: string, Body: string) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    removeObject: async (Key: string) => {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    },
    secret: (SecretId: string) =>
      secrets
        .send(new GetSecretValueCommand({ SecretId }))
        .then(({ SecretString }) => SecretString)
        .catch(() => undefined),
  };
}

type Places = { world: EngineWorld; aws: Aws; renewer: RenewerWorld };

async function declare(
  definition: CertificateDefinition,
  { world, aws, renewer }: Places,
): Promise<DeclaredEngine> {
  const item = { owner: 'cloudformation:eu-central-1/Shop/Web', hash: 'h', kind: 'definition' as const };
  await renewer.put({ ...definition, ...item });
  const ports = awsPorts(aws, renewer, world.pebble);
  const { run, ports: all } = createEngine(world, { definition, ports });
  const overview = createCertificateOverview({
    caller: { profileOption: '' },
    client: renewer.client,
    tables: renewer.tables,
  });
  const read = async () => {
    const { state } = (await overview.describeCertificate(definition.certificateName, noDeadline())) ?? {};
    if (!state) throw new Error('it has no state');
    return { state };
  };
  return { run, ports: all, events: ports.events, read };
}

/** As functions/renew/wiring.ts puts them together. */
function awsPorts(aws: Aws, { client, tables, descriptor }: RenewerWorld, pebble: EngineWorld['pebble']) {
  const { bucketName } = descriptor;
  const { directoryUrl } = pebble;
  const keys = createAccountKeyStore({
    client: lazySecretsManager(aws.clientConfiguration),
    prefix: RENEWER,
  });
  const acme = createAcmeServer({
    directoryUrl,
    trustedCaPem: pebble.caCertificatePem,
    loadAccountKey: (deadline) => keys.getOrCreate(directoryUrl, createAccountKey, deadline),
    termsOfServiceAgreed: true,
    clock,
  });
  return {
    events: createRecordedEvents(),
    records: createCertificateRecords({ client, tables, clock }),
    store: createCertificateStore({
      client: lazyS3(aws.clientConfiguration),
      bucketName,
      bucketOwner: aws.accountId,
      clock,
    }),
    importer: createCertificateImporter({
      client: lazyAcm(aws.acmConfiguration),
      renewer: `${aws.region}/${RENEWER}`,
      stackName: RENEWER,
      clock,
    }),
    acmeServer: () => acme,
    newRunId: randomUUID,
  };
}
