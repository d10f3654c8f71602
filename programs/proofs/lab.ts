/**
 * The world of the proofs: DNScale's emulator, Pebble and the AWS emulator, with a table, a bucket and a token laid
 * out as the stack lays them out, and stations at which the shipped renew bundle runs against them.
 */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { lazyDynamoDb } from '../../functions/aws/clients.ts';
import { createDefinitionRegistry } from '../../functions/aws/definition-registry.ts';
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
import { hostEnvironment } from '../../test/support/world/processes.ts';
import { startProxies } from '../../test/support/world/proxy/all-proxies.ts';
import { makeTemporaryFolder, removeFolder } from '../../test/support/world/temporary-folder.ts';
import { createTestTable } from '../../test/support/world/test-table.ts';
import { openStation, type Station, type StationGround } from './station.ts';

export const ZONE = 'proof.test';
const TOKEN_SECRET = 'proof/token';

export type Lab = {
  world: LocalWorld;
  tableName: string;
  bucketName: string;
  openStation(): Promise<Station>;
  /** Writes the definition, as the custom resource does. */
  declare(definition: CertificateDefinition): Promise<void>;
  stop(): Promise<void>;
};

export type LabOptions = Pick<LocalWorldOptions, 'pebble' | 'dnscale'> & {
  /** For one request to DNScale. @default 10 */
  dnscaleTimeoutSeconds?: number;
};

export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const folder = await makeTemporaryFolder('proof');
  const ends = [() => removeFolder(folder)];
  const stop = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    const pebble = { profiles: { other: 90 * 24 * 60 * 60 }, ...options.pebble };
    const world = await startLocalWorld({ dnscale: { cacheSeconds: 0, ...options.dnscale }, pebble });
    ends.push(world.stop);
    return await furnish(world, folder, { options, ends, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

type Life = { options: LabOptions; ends: (() => Promise<void>)[]; stop(): Promise<void> };

async function furnish(world: LocalWorld, folder: string, { options, ends, stop }: Life): Promise<Lab> {
  const { aws, dnscale } = world;
  const dynamoDb = lazyDynamoDb(aws.clientConfiguration);
  const tableName = await createTestTable(dynamoDb());
  const bucketName = `proof-${randomUUID()}`;
  await new S3Client(aws.clientConfiguration).send(new CreateBucketCommand({ Bucket: bucketName }));
  await new SecretsManagerClient(aws.clientConfiguration).send(
    new CreateSecretCommand({ Name: TOKEN_SECRET, SecretString: dnscale.addToken() }),
  );
  dnscale.addZone(ZONE);
  const { renew } = await bundleHandlers(join(folder, 'bundles'));
  const ground = await layGround(world, folder, join(renew.directory, 'index.mjs'), {
    ...settings(world, options.dnscaleTimeoutSeconds ?? 10),
    [RENEW_VARIABLES.tableName]: tableName,
    [RENEW_VARIABLES.bucketName]: bucketName,
  });
  const registry = createDefinitionRegistry({ client: dynamoDb, tableName, clock: systemClock });
  return {
    world,
    tableName,
    bucketName,
    openStation: async () => {
      const station = await openStation(ground);
      ends.push(station.stop);
      return station;
    },
    declare: (definition) => registry.putDefinition(definition, 'cli:proof', noDeadline()),
    stop,
  };
}

/** What the stack sets on the function, as far as it is not a station's own. */
function settings({ aws, dnscale }: LocalWorld, dnscaleTimeoutSeconds: number): Record<string, string> {
  return {
    ...aws.environment,
    [RENEW_VARIABLES.tokenSecretName]: TOKEN_SECRET,
    [RENEW_VARIABLES.httpTimeoutSeconds]: String(dnscaleTimeoutSeconds),
    [RENEW_VARIABLES.ttlSeconds]: '120',
    [RENEW_VARIABLES.propagationTimeoutSeconds]: '30',
    [RENEW_VARIABLES.closedPortWaitSeconds]: '60',
    [RENEW_VARIABLES.resolvers]: dnscale.resolverAddress,
    [RENEW_VARIABLES.nameServerPort]: String(dnscale.dnsPort),
    [RENEW_VARIABLES.nameServerDomains]: 'dnscale.test',
  };
}

async function layGround(
  world: LocalWorld,
  folder: string,
  bundle: string,
  environment: Record<string, string>,
): Promise<StationGround> {
  const tls = await issueListenerCertificate();
  const caPath = join(folder, 'proxy-ca.pem');
  await writeFile(caPath, tls.caCertificatePem);
  // Of AWS a station's processes know its proxy only.
  const { AWS_ENDPOINT_URL_S3: _, ...rest } = environment;
  return {
    bundle,
    environment: {
      ...hostEnvironment(folder),
      ...rest,
      NODE_EXTRA_CA_CERTS: caPath,
      // Compiled once for all processes: hundreds of them load the same bundle.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    },
    startProxies: async (options) => {
      const proxies = await startProxies({ ...options, tls });
      proxies.forwardTo(world);
      return proxies;
    },
  };
}
