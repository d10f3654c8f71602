/**
 * The AWS of the local world: an emulator of our own (ministack) with an ACM of our own beside it (acm/acm.ts), or the
 * user's at AWS_ENDPOINT_URL, which this neither starts nor stops. Clients reach it with environment variables (SDK, Lambdas,
 * cdk command) or an SDK configuration.
 */
import { ensureMinistack } from '../setup/tools.ts';
import { type AcmAccess, createAcmAccess } from './acm/access.ts';
import { type Acm, startAcm } from './acm/acm.ts';
import { type Emulator, startEmulator } from './aws-emulator.ts';
import { askAsRoot } from './aws-root.ts';

export type AwsOptions = {
  /** For every Lambda, beside the function's own variables: NODE_EXTRA_CA_CERTS and the like. @default none */
  environment?: Record<string, string>;
  /**
   * Evaluate IAM: every Lambda runs with its own role, the test's keys are root. Serves TLS, and always starts an
   * emulator, since a user's may evaluate nothing. @default false: everything is allowed
   */
  authorization?: boolean;
  /**
   * With authorization, a read of S3 needs s3:ListBucket where nothing is there, and kms:Decrypt on the key that encrypts the
   * object. @default false
   */
  readsNeedMore?: boolean;
  /** @default 'eu-central-1'; with AWS_ENDPOINT_URL the user's AWS_REGION */
  region?: string;
  /** AWS_ENDPOINT_URL, AWS_REGION and the access key are read from here. @default process.env */
  userEnvironment?: NodeJS.ProcessEnv;
};

export type Aws = {
  endpointUrl: string;
  region: string;
  accountId: string;
  /** For SDK clients that read the environment, for child processes and for the cdk command. */
  environment: Record<string, string>;
  /** For SDK clients made in this process: `new SQSClient(aws.clientConfiguration)`. */
  clientConfiguration: AwsClientConfiguration;
  /** The same for ACM, which has an endpoint of its own. */
  acmConfiguration: AwsClientConfiguration;
  /** The stand-in for ACM; undefined when the AWS is the user's. */
  acm: Acm | undefined;
  /** With authorization: whose role the ACM stand-in evaluates for which access key. */
  acmAccess: AcmAccess | undefined;
  /** With authorization: what roles were allowed, by the emulator and by the ACM stand-in. */
  allowedCallsPath: string | undefined;
  /** The emulator's log, with what the Lambdas print; undefined when the emulator is the user's. */
  logPath: string | undefined;
  output(): string;
  /** Ends it and its Lambdas and removes its folder. May be called twice. */
  stop(): Promise<void>;
};

export type AwsClientConfiguration = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** For S3, as `bucket.localhost` does not resolve on every machine; other clients ignore it. */
  forcePathStyle: true;
  /** With authorization: trusts the emulator's certificate. */
  requestHandler?: { httpsAgent: { ca: string } };
};

const DEFAULT_REGION = 'eu-central-1';

/** Ready to serve when it returns. Throws one clear error, with the emulator's output, when it does not come up. */
export async function startAws(options: AwsOptions = {}): Promise<Aws> {
  const user = options.userEnvironment ?? process.env;
  if (options.authorization || !user.AWS_ENDPOINT_URL) return startOurs(options);
  return connectToUsers(user.AWS_ENDPOINT_URL, user, options);
}

async function startOurs(options: AwsOptions): Promise<Aws> {
  const region = options.region ?? DEFAULT_REGION;
  const acm = await startAcm();
  let emulator: Emulator | undefined;
  const stop = async () => {
    await emulator?.stop();
    await acm.stop();
  };
  try {
    emulator = await startEmulator({
      python: await ensureMinistack(),
      region,
      environment: {
        AWS_ENDPOINT_URL_ACM: acm.url,
        ...(options.readsNeedMore && { S3_READS_NEED_MORE: '1' }),
        ...options.environment,
      },
      authorization: options.authorization ?? false,
    });
    const endpoints = { ...emulator.endpoints, AWS_ENDPOINT_URL_ACM: acm.url };
    return await connect(endpoints, region, {}, { ...emulator, acm, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

async function connectToUsers(
  endpointUrl: string,
  user: NodeJS.ProcessEnv,
  options: AwsOptions,
): Promise<Aws> {
  const region = options.region ?? user.AWS_REGION ?? user.AWS_DEFAULT_REGION ?? DEFAULT_REGION;
  const { AWS_ENDPOINT_URL_S3: s3, AWS_ENDPOINT_URL_ACM: acm } = user;
  const endpoints = {
    AWS_ENDPOINT_URL: endpointUrl,
    ...(s3 ? { AWS_ENDPOINT_URL_S3: s3 } : {}),
    ...(acm ? { AWS_ENDPOINT_URL_ACM: acm } : {}),
  };
  const control = {
    acm: undefined,
    authorization: undefined,
    logPath: undefined,
    output: () => '',
    stop: async () => {},
  };
  return connect(endpoints, region, user, control);
}

type Endpoints = {
  AWS_ENDPOINT_URL: string;
  AWS_ENDPOINT_URL_S3?: string;
  AWS_ENDPOINT_URL_ACM?: string;
};

async function connect(
  endpoints: Endpoints,
  region: string,
  user: NodeJS.ProcessEnv,
  control: Pick<Emulator, 'authorization' | 'output' | 'stop'> & Pick<Aws, 'logPath' | 'acm'>,
): Promise<Aws> {
  const endpointUrl = endpoints.AWS_ENDPOINT_URL;
  const accessKeyId = user.AWS_ACCESS_KEY_ID ?? 'test';
  const secretAccessKey = user.AWS_SECRET_ACCESS_KEY ?? 'test';
  const { acm, authorization, logPath, output, stop } = control;
  const ca = authorization?.caCertificatePem;
  const clientConfiguration: AwsClientConfiguration = {
    endpoint: endpointUrl,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    ...(ca ? { requestHandler: { httpsAgent: { ca } } } : {}),
  };
  const acmAccess = authorization && createAcmAccess(clientConfiguration, authorization.allowedCallsPath);
  if (acmAccess) acm?.evaluateRoles(acmAccess);
  return {
    endpointUrl,
    region,
    accountId: await askAccountId(clientConfiguration),
    environment: {
      ...endpoints,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(authorization ? { NODE_EXTRA_CA_CERTS: authorization.caCertificatesPath } : {}),
    },
    clientConfiguration,
    acmConfiguration: {
      ...clientConfiguration,
      endpoint: endpoints.AWS_ENDPOINT_URL_ACM ?? endpointUrl,
    },
    acm,
    acmAccess,
    allowedCallsPath: authorization?.allowedCallsPath,
    logPath,
    output,
    stop,
  };
}

async function askAccountId(configuration: AwsClientConfiguration): Promise<string> {
  const answer = await askAsRoot(configuration, { service: 'sts', action: 'GetCallerIdentity' }).catch(
    (error: Error) => `${error.message} ${error.cause ?? ''}`,
  );
  const accountId = /<Account>(\d{12})<\/Account>/.exec(answer)?.[1];
  if (accountId) return accountId;
  throw new Error(
    `No AWS emulator answers at ${configuration.endpoint} (${answer.slice(0, 200).trim()}). Start it, or unset AWS_ENDPOINT_URL to have one started.`,
  );
}
