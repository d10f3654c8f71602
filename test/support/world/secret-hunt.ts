/**
 * The places where a secret of a deployed app could show (the logs of all functions, the tables, the stack's template and
 * description), and the secrets to search for: account keys and every certificate key.
 */
import { createPublicKey } from 'node:crypto';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Aws } from './aws.ts';
import type { DeployedApp } from './deployed-app.ts';

/** PEM texts of the ACME account keys. */
export async function readAccountKeys({ clientConfiguration }: Aws, stackName: string): Promise<string[]> {
  const secrets = new SecretsManagerClient(clientConfiguration);
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  const names = SecretList.flatMap(({ Name }) =>
    Name?.startsWith(`${stackName}/acme-account/`) ? [Name] : [],
  );
  const read = (SecretId: string) => secrets.send(new GetSecretValueCommand({ SecretId }));
  return (await Promise.all(names.map(read))).map(({ SecretString = '' }) => SecretString);
}

/** PEM texts of all private keys in the bucket, those of failed orders included. */
export async function readCertificateKeys({ clientConfiguration }: Aws, app: DeployedApp): Promise<string[]> {
  const s3 = new S3Client(clientConfiguration);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: app.outputs.BucketName }));
  const keys = Contents.flatMap(({ Key }) => (Key?.endsWith('/privkey.pem') ? [Key] : []));
  return (await Promise.all(keys.map(app.readObject))).map((text = '') => text);
}

/**
 * Pieces that give a private key away in whatever form it is printed: 20 characters of its base64, three pieces a line.
 * Pieces of its public half do not count: certificates and signing requests show them.
 */
export function piecesOf(privateKeyPem: string): string[] {
  const publicKey = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' });
  return privateKeyPem
    .split('\n')
    .flatMap((line) => (line.startsWith('-----') ? [] : (line.match(/.{20}/g) ?? [])))
    .filter((piece) => !publicKey.includes(Buffer.from(piece, 'base64')));
}

/** Every line that a Lambda of this AWS has logged. */
export async function readLogLines({ clientConfiguration }: Aws): Promise<string[]> {
  const logs = new CloudWatchLogsClient(clientConfiguration);
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const read = async ({ logGroupName }: { logGroupName?: string | undefined }) => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, limit: 10_000 }));
    return events.map(({ message = '' }) => message);
  };
  return (await Promise.all(logGroups.map(read))).flat();
}

/** All items of the tables, as JSON. */
export async function readItems({ clientConfiguration }: Aws, { stackName }: DeployedApp): Promise<string> {
  const client = new DynamoDBClient(clientConfiguration);
  const scans = ['definitions', 'requests', 'states'].map((kind) =>
    client.send(new ScanCommand({ TableName: `${stackName}-${kind}` })),
  );
  return JSON.stringify((await Promise.all(scans)).map(({ Items }) => Items));
}

/** The stack's template and description (outputs, parameters), as XML. By hand, to save an SDK client. */
export async function readStack({ endpointUrl, region }: Aws, stackName: string): Promise<string> {
  const scope = `test/20260101/${region}/cloudformation/aws4_request`;
  const ask = async (Action: string) => {
    const response = await fetch(endpointUrl, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
      body: new URLSearchParams({ Action, StackName: stackName, Version: '2010-05-15' }),
      signal: AbortSignal.timeout(10_000),
    });
    return response.text();
  };
  return (await Promise.all(['GetTemplate', 'DescribeStacks'].map(ask))).join('\n');
}
