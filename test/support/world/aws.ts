/**
 * The AWS of the local world: an emulator of our own (ministack), or the one a user's AWS_ENDPOINT_URL
 * names; then nothing is started here and nothing is stopped. What clients need to reach it comes as
 * environment variables (SDK, Lambdas, cdk command) and as an SDK configuration.
 */
import { ensureMinistack } from '../setup/tools.ts';
import { type Emulator, startEmulator } from './aws-emulator.ts';

export type AwsOptions = {
  /** Reaches every Lambda, beside the function's own variables: NODE_EXTRA_CA_CERTS and the like. */
  environment?: Record<string, string>;
  /** @default 'eu-central-1'; with AWS_ENDPOINT_URL the user's AWS_REGION */
  region?: string;
  /** Where AWS_ENDPOINT_URL, AWS_REGION and the access key are looked for. @default process.env */
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
  /** The emulator's log, with what the Lambdas print; undefined when the emulator is the user's. */
  logPath: string | undefined;
  output(): string;
  /** Ends it with its Lambdas and removes its folder. May be called twice. */
  stop(): Promise<void>;
};

export type AwsClientConfiguration = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** For S3, as `bucket.localhost` does not resolve on every machine; other clients ignore it. */
  forcePathStyle: true;
};

const DEFAULT_REGION = 'eu-central-1';
const ANSWER_TIMEOUT_MS = 10_000;

/** Ready to serve when it returns. Throws one clear error, with the emulator's output, when it does not come up. */
export async function startAws(options: AwsOptions = {}): Promise<Aws> {
  const user = options.userEnvironment ?? process.env;
  return user.AWS_ENDPOINT_URL ? connectToUsers(user.AWS_ENDPOINT_URL, user, options) : startOurs(options);
}

async function startOurs(options: AwsOptions): Promise<Aws> {
  const region = options.region ?? DEFAULT_REGION;
  const emulator = await startEmulator({
    python: await ensureMinistack(),
    region,
    environment: options.environment ?? {},
  });
  try {
    return await connect(emulator.endpoints, region, {}, emulator);
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

async function connectToUsers(
  endpointUrl: string,
  user: NodeJS.ProcessEnv,
  options: AwsOptions,
): Promise<Aws> {
  const region = options.region ?? user.AWS_REGION ?? user.AWS_DEFAULT_REGION ?? DEFAULT_REGION;
  const s3 = user.AWS_ENDPOINT_URL_S3;
  const endpoints = { AWS_ENDPOINT_URL: endpointUrl, ...(s3 ? { AWS_ENDPOINT_URL_S3: s3 } : {}) };
  return connect(endpoints, region, user, { logPath: undefined, output: () => '', stop: async () => {} });
}

async function connect(
  endpoints: { AWS_ENDPOINT_URL: string; AWS_ENDPOINT_URL_S3?: string },
  region: string,
  user: NodeJS.ProcessEnv,
  control: Pick<Emulator, 'output' | 'stop'> & Pick<Aws, 'logPath'>,
): Promise<Aws> {
  const endpointUrl = endpoints.AWS_ENDPOINT_URL;
  const accessKeyId = user.AWS_ACCESS_KEY_ID ?? 'test';
  const secretAccessKey = user.AWS_SECRET_ACCESS_KEY ?? 'test';
  return {
    endpointUrl,
    region,
    accountId: await askAccountId(endpointUrl, region, accessKeyId),
    environment: {
      ...endpoints,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    clientConfiguration: {
      endpoint: endpointUrl,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    },
    logPath: control.logPath,
    output: control.output,
    stop: control.stop,
  };
}

// By hand rather than with an STS client, which nothing else here needs; emulators do not check signatures.
async function askAccountId(endpointUrl: string, region: string, accessKeyId: string): Promise<string> {
  const scope = `${accessKeyId}/20260101/${region}/sts/aws4_request`;
  const answer = await fetch(endpointUrl, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).then(
    (response) => response.text(),
    (error: Error) => `${error.message} ${error.cause ?? ''}`,
  );
  const accountId = /<Account>(\d{12})<\/Account>/.exec(answer)?.[1];
  if (accountId) return accountId;
  throw new Error(
    `No AWS emulator answers at ${endpointUrl} (${answer.slice(0, 200).trim()}). Start it, or unset AWS_ENDPOINT_URL to have one started.`,
  );
}
