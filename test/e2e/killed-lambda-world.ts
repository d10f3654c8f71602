/**
 * The deployed app with proxies before all its parties. Its Lambda is killed from outside, as a process, at a chosen
 * request; then only the queue's redelivery can finish the certificate. Lambda's limit and the queue's visibility are
 * shortened in the same proportion, so that a kill does not take five minutes.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { createHoldingsReader, type ReadHoldings } from '../../programs/proofs/holdings.ts';
import { acmRegion } from '../../programs/proofs/proof-definition.ts';
import { declareCertificate } from '../support/world/cloudformation-change.ts';
import { type Connection, findConnectionOwner } from '../support/world/connection-owner.ts';
import { type AppDeployment, deployApp } from '../support/world/deploy-app.ts';
import { killDescendant } from '../support/world/kill-descendant.ts';
import { issueListenerCertificate, type ListenerCertificate } from '../support/world/listener-certificate.ts';
import { type LocalWorld, startLocalWorld } from '../support/world/local-world.ts';
import { type KillTime, killAct, type Script } from '../support/world/proxy/acts.ts';
import { type Proxies, startProxies } from '../support/world/proxy/all-proxies.ts';
import { createRequestLog, type PartyRequest } from '../support/world/proxy/request-log.ts';
import { findQueueUrl } from '../support/world/stack-queues.ts';
import { type Ends, startInParts } from '../support/world/started-parts.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';

/** The deployed values are 300, 305 (the claim), 330 s. */
const LIMIT_SECONDS = 50;
const VISIBILITY_SECONDS = 58;

export type KilledLambdaWorld = LocalWorld & {
  deployment: AppDeployment;
  readHoldings: ReadHoldings;
  requests: readonly PartyRequest[];
  directoryUrl: string;
  /** Declares the certificate and kills the Lambda at the first request of this name; resolves when it is dead. */
  killAt(definition: CertificateDefinition, operation: string, when: KillTime): Promise<void>;
};

/** @param zone holds every name that will be declared. */
export function startKilledLambdaWorld(zone: string): Promise<KilledLambdaWorld> {
  return startInParts((ends) => start(zone, ends));
}

async function start(zone: string, ends: Ends): Promise<KilledLambdaWorld> {
  const log = createRequestLog();
  let script: Script = () => undefined;
  const folder = await makeTemporaryFolder('kills');
  ends.push(() => removeFolder(folder));
  const tls = await issueListenerCertificate();
  const proxies = await startProxies({ log, script: (request) => script(request), tls });
  ends.push(proxies.stop);
  const environment = await lambdaEnvironment(folder, proxies, tls);
  const world = await startLocalWorld({ dnscale: { cacheSeconds: 0 }, aws: { environment } });
  ends.push(world.stop);
  proxies.forwardTo(world);
  world.dnscale.addZone(zone);
  const { directoryUrl, apiUrl } = proxies;
  const deployment = await deployApp(world, {
    certificates: { [zone]: { domainNames: [zone], profile: 'default' } },
    certificateAuthority: directoryUrl,
    // Those of definitions 0 to 9, which are declared past CDK.
    regions: Array.from({ length: 10 }, (_, index) => acmRegion(index)),
    dnscale: { apiUrl },
    schedule: { everyMinutes: 1_440 },
  });
  ends.push(deployment.close);
  const { app } = deployment;
  await shortenTimes(world, app.stackName);
  return {
    ...world,
    deployment,
    directoryUrl,
    requests: log.requests,
    readHoldings: createHoldingsReader({
      world,
      statesTableName: app.outputs.StatesTableName,
      bucketName: app.outputs.BucketName,
    }),
    killAt: async (definition, operation, when) => {
      const killed = Promise.withResolvers<void>();
      let isMet = false;
      script = (request) => {
        if (isMet || request.operation !== operation) return undefined;
        isMet = true;
        return killAct(when, ({ connection }) => killOwner(connection).then(killed.resolve, killed.reject));
      };
      await declareCertificate(world.aws, app.stackName, definition);
      await killed.promise;
    },
  };
}

/** The proxies come before the AWS, which hands these to its Lambdas. */
async function lambdaEnvironment(
  folder: string,
  { awsUrl }: Proxies,
  { caCertificatePem }: ListenerCertificate,
): Promise<Record<string, string>> {
  const caPath = join(folder, 'proxy-ca.pem');
  await writeFile(caPath, caCertificatePem);
  const services = ['DYNAMODB', 'S3', 'ACM', 'SECRETS_MANAGER'];
  const endpoints = services.map((service) => [`AWS_ENDPOINT_URL_${service}`, awsUrl]);
  return { NODE_EXTRA_CA_CERTS: caPath, ...Object.fromEntries(endpoints) };
}

async function shortenTimes({ aws }: LocalWorld, stackName: string): Promise<void> {
  await new LambdaClient(aws.clientConfiguration).send(
    new UpdateFunctionConfigurationCommand({ FunctionName: `${stackName}-renew`, Timeout: LIMIT_SECONDS }),
  );
  const sqs = new SQSClient(aws.clientConfiguration);
  const QueueUrl = await findQueueUrl(aws.clientConfiguration, stackName, 'work');
  const Attributes = { VisibilityTimeout: String(VISIBILITY_SECONDS) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

/** SIGKILL to the Lambda at the other end of the connection; resolves when it is gone. */
async function killOwner(connection: Connection): Promise<void> {
  await killDescendant(await findConnectionOwner(connection));
}
