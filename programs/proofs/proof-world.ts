/**
 * The world of the proofs: DNScale's emulator, Pebble and the AWS emulator, with a table, a bucket and a token laid
 * out as the stack lays them out, and renewers that run the shipped renew bundle against them.
 */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createCheckRequests, type RevocationWanted } from '../../functions/aws/check-requests.ts';
import { createDefinitionRegistry } from '../../functions/aws/definition-registry.ts';
import { lazyDynamoDb } from '../../functions/aws/dynamo-db-client.ts';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import { RENEW_VARIABLES } from '../../functions/renew/environment.ts';
import { bundleHandlers } from '../../infra/bundle-handlers.ts';
import { noDeadline } from '../../test/support/builders.ts';
import { issueListenerCertificate } from '../../test/support/world/listener-certificate.ts';
import {
  type LocalWorld,
  type LocalWorldOptions,
  startLocalWorld,
} from '../../test/support/world/local-world.ts';
import type { Pebble } from '../../test/support/world/pebble.ts';
import { hostEnvironment } from '../../test/support/world/processes.ts';
import { startProxies } from '../../test/support/world/proxy/all-proxies.ts';
import { type Ends, startInParts } from '../../test/support/world/started-parts.ts';
import { makeTemporaryFolder, removeFolder } from '../../test/support/world/temporary-folder.ts';
import { createTestTables } from '../../test/support/world/test-table.ts';
import { createHoldingsReader, type ReadHoldings } from './holdings.ts';
import { openRenewer, type ProxiedRenewer, type RenewerOptions } from './proxied-renewer.ts';
import type { AskStatus } from './revocation-invariants.ts';

export const ZONE = 'proof.test';
const TOKEN_SECRET = 'proof/token';

export type ProofWorld = {
  parties: LocalWorld;
  /** What renewers of another kind need. */
  forRenewers: RenewerOptions;
  statesTableName: string;
  openRenewer(): Promise<ProxiedRenewer>;
  readHoldings: ReadHoldings;
  /** Writes the definition, as the custom resource does. */
  declare(definition: CertificateDefinition): Promise<void>;
  /** Leaves the request for a new certificate, as the command does. */
  askToRenew(certificateName: string): Promise<void>;
  /** The same for a revocation. */
  askToRevoke(certificateName: string, revocation: RevocationWanted): Promise<void>;
  certificateStatus: AskStatus;
  /** What the CA advises about a certificate, as JSON of RFC 9773. */
  setRenewalInfo: Pebble['setRenewalInfo'];
  stop(): Promise<void>;
};

/** Where a run takes place. */
export type Place = { world: ProofWorld; renewer: ProxiedRenewer };

export type ProofWorldOptions = Pick<LocalWorldOptions, 'pebble' | 'dnscale'> & {
  /** For one request to DNScale. @default 10 */
  dnscaleTimeoutSeconds?: number;
  /** @default 30 */
  propagationTimeoutSeconds?: number;
  /** The zone at DNScale. @default ZONE */
  zoneName?: string;
};

export function startProofWorld(options: ProofWorldOptions = {}): Promise<ProofWorld> {
  return startInParts(async (ends) => {
    const folder = await makeTemporaryFolder('proof');
    ends.push(() => removeFolder(folder));
    const pebble = { profiles: { other: 90 * 24 * 60 * 60 }, ...options.pebble };
    const world = await startLocalWorld({ dnscale: { cacheSeconds: 0, ...options.dnscale }, pebble });
    ends.push(world.stop);
    return layOut(world, folder, options, ends);
  });
}

async function layOut(
  world: LocalWorld,
  folder: string,
  options: ProofWorldOptions,
  ends: Ends,
): Promise<Omit<ProofWorld, 'stop'>> {
  const { aws, dnscale } = world;
  const dynamoDb = lazyDynamoDb(aws.clientConfiguration);
  const tables = await createTestTables(dynamoDb());
  const bucketName = `proof-${randomUUID()}`;
  await new S3Client(aws.clientConfiguration).send(new CreateBucketCommand({ Bucket: bucketName }));
  await new SecretsManagerClient(aws.clientConfiguration).send(
    new CreateSecretCommand({ Name: TOKEN_SECRET, SecretString: dnscale.addToken() }),
  );
  dnscale.addZone(options.zoneName ?? ZONE);
  const bundle = join(folder, 'index.mjs');
  await writeFile(bundle, await renewBundle());
  const shared = await prepareRenewers(world, folder, bundle, {
    ...settings(world, options),
    [RENEW_VARIABLES.definitionsTableName]: tables.definitions,
    [RENEW_VARIABLES.requestsTableName]: tables.requests,
    [RENEW_VARIABLES.statesTableName]: tables.states,
    [RENEW_VARIABLES.bucketName]: bucketName,
    [RENEW_VARIABLES.bucketOwner]: '000000000000',
  });
  const requests = createCheckRequests({ client: dynamoDb, tableName: tables.requests });
  const registry = createDefinitionRegistry({
    client: dynamoDb,
    tables,
    clock: systemClock,
    newId: randomUUID,
  });
  return {
    parties: world,
    forRenewers: shared,
    statesTableName: tables.states,
    readHoldings: createHoldingsReader({ world, statesTableName: tables.states, bucketName }),
    openRenewer: async () => {
      const renewer = await openRenewer(shared);
      ends.push(renewer.stop);
      return renewer;
    },
    declare: (definition) =>
      registry.putDefinition({ definition, owner: OWNER }, { isMoved: false }, noDeadline()),
    askToRenew: (certificateName) =>
      requests.add(certificateName, { id: randomUUID(), dueAt: new Date(), isForced: true }, noDeadline()),
    askToRevoke: (certificateName, revocation) =>
      requests.add(certificateName, { id: randomUUID(), dueAt: new Date(), revocation }, noDeadline()),
    certificateStatus: world.pebble.certificateStatus,
    setRenewalInfo: world.pebble.setRenewalInfo,
  };
}

let bundled: Promise<Buffer> | undefined;

/** The same for all worlds of this process: a file of tests opens several. */
function renewBundle(): Promise<Buffer> {
  bundled ??= bundleRenew();
  return bundled;
}

async function bundleRenew(): Promise<Buffer> {
  const folder = await makeTemporaryFolder('bundles');
  try {
    const { renew } = await bundleHandlers(folder);
    return await readFile(join(renew.directory, 'index.mjs'));
  } finally {
    await removeFolder(folder);
  }
}

const OWNER = { region: 'eu-central-1', stackName: 'Proof', logicalId: 'Certificate' };

/** What the stack sets on the function, apart from the addresses that each renewer has for itself. */
function settings(
  { aws, dnscale }: LocalWorld,
  { dnscaleTimeoutSeconds = 10, propagationTimeoutSeconds = 30 }: ProofWorldOptions,
): Record<string, string> {
  return {
    ...aws.environment,
    [RENEW_VARIABLES.tokenSecretName]: TOKEN_SECRET,
    [RENEW_VARIABLES.tickMinutes]: '10',
    [RENEW_VARIABLES.httpTimeoutSeconds]: String(dnscaleTimeoutSeconds),
    [RENEW_VARIABLES.ttlSeconds]: '120',
    [RENEW_VARIABLES.propagationTimeoutSeconds]: String(propagationTimeoutSeconds),
    [RENEW_VARIABLES.closedPortWaitSeconds]: '60',
    [RENEW_VARIABLES.resolvers]: dnscale.resolverAddress,
    [RENEW_VARIABLES.validatingResolvers]: dnscale.resolverAddress,
    [RENEW_VARIABLES.nameServerPort]: String(dnscale.dnsPort),
    [RENEW_VARIABLES.allowPrivateNameServers]: 'true',
    [RENEW_VARIABLES.nameServerDomains]: 'dnscale.test',
  };
}

async function prepareRenewers(
  world: LocalWorld,
  folder: string,
  bundle: string,
  environment: Record<string, string>,
): Promise<RenewerOptions> {
  const tls = await issueListenerCertificate();
  const caPath = join(folder, 'proxy-ca.pem');
  await writeFile(caPath, tls.caCertificatePem);
  // A renewer's processes reach AWS through its proxy only.
  const { AWS_ENDPOINT_URL_S3: _, AWS_ENDPOINT_URL_ACM: __, ...rest } = environment;
  return {
    bundle,
    environment: {
      ...hostEnvironment(folder),
      ...rest,
      NODE_EXTRA_CA_CERTS: caPath,
      // Compiled once: hundreds of processes load the same bundle.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    },
    startProxies: async (options) => {
      const proxies = await startProxies({ ...options, tls });
      proxies.forwardTo(world);
      return proxies;
    },
  };
}
