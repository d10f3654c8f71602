/**
 * The AWS clients and their defaults, in one place. Each function returns a maker: nothing is built before
 * the first call needs it. Region, credentials and endpoints come from the SDK's own environment.
 */
import { ACMClient } from '@aws-sdk/client-acm';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { waitForSlowAddresses } from '../engine/connections.ts';
import { memoize } from '../engine/memoize.ts';

export type Lazy<Client> = () => Client;

/** What the SDK would otherwise take from its environment. */
export type ClientOptions = {
  endpoint?: string;
  region?: string;
  /** Of the AWS CLI's configuration; for the command only. */
  profile?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
};

/** The client of one region. `maxAttempts` is 1 for a call that the SDK must not repeat. */
export type AcmClients = (region: string, maxAttempts: number) => ACMClient;

function defaults() {
  waitForSlowAddresses();
  return {
    // Twice the SDK's own: AWS is near, and a call that fails costs a whole run. The deadline bounds them all.
    maxAttempts: 6,
    // Without `throwOnRequestTimeout` the SDK only warns after `requestTimeout`, and keeps waiting.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  };
}

export function lazyDynamoDb(options: ClientOptions = {}): Lazy<DynamoDBDocumentClient> {
  return memoize(() =>
    DynamoDBDocumentClient.from(new DynamoDBClient({ ...defaults(), ...options }), {
      // An object with a key `constructor` (a name that a CA gave) looks to the SDK like an instance of a class.
      marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    }),
  );
}

/** @param options `followRegionRedirects` for a bucket whose region is not known. */
export function lazyS3(
  options: ClientOptions & { forcePathStyle?: boolean; followRegionRedirects?: boolean } = {},
): Lazy<S3Client> {
  return memoize(() => new S3Client({ ...defaults(), ...options }));
}

export function lazySecretsManager(options: ClientOptions = {}): Lazy<SecretsManagerClient> {
  return memoize(() => new SecretsManagerClient({ ...defaults(), ...options }));
}

export function lazySqs(options: ClientOptions = {}): Lazy<SQSClient> {
  return memoize(() => new SQSClient({ ...defaults(), ...options }));
}

/** Of one try: an event that may have been taken must not come twice. */
export function lazyEventBridge(options: ClientOptions = {}): Lazy<EventBridgeClient> {
  return memoize(() => new EventBridgeClient({ ...defaults(), maxAttempts: 1, ...options }));
}

/** Of one try: a mail that may have been taken must not come twice. */
export function lazySns(options: ClientOptions = {}): Lazy<SNSClient> {
  return memoize(() => new SNSClient({ ...defaults(), maxAttempts: 1, ...options }));
}

/** For the command only. */
export function lazySsm(options: ClientOptions = {}): Lazy<SSMClient> {
  return memoize(() => new SSMClient({ ...defaults(), ...options }));
}

/** For the command only. Of one try: what the function does may be done twice, and it may take a minute. */
export function lazyLambda(options: ClientOptions = {}): Lazy<LambdaClient> {
  const { requestHandler, ...others } = defaults();
  const patient = { ...requestHandler, requestTimeout: 65_000 };
  return memoize(() => new LambdaClient({ ...others, requestHandler: patient, maxAttempts: 1, ...options }));
}

/** For the command only. */
export function lazyCloudWatchLogs(options: ClientOptions = {}): Lazy<CloudWatchLogsClient> {
  return memoize(() => new CloudWatchLogsClient({ ...defaults(), ...options }));
}

export function lazyAcm(options: Omit<ClientOptions, 'region'> = {}): AcmClients {
  const clients = new Map<string, ACMClient>();
  return (region, maxAttempts) => {
    const key = `${region}/${maxAttempts}`;
    const client = clients.get(key) ?? new ACMClient({ ...defaults(), ...options, region, maxAttempts });
    clients.set(key, client);
    return client;
  };
}
