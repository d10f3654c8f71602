/** Calls that a function might try with its role, on resources that the stack DnscaleCerts really has. */
import {
  ACMClient,
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  GetCertificateCommand,
  ImportCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { issueTestCertificate } from '../support/certificates.ts';
import type { AwsClientConfiguration } from '../support/world/aws.ts';

/** Rejects when it is denied. */
export type Call = (as: AwsClientConfiguration) => Promise<unknown>;
/** Likewise. */
export type QueueCall = (as: AwsClientConfiguration, workQueueUrl: string) => Promise<unknown>;

/** Of another stack. */
export const FOREIGN_SECRET = 'another/token';

/** Of the external account `kid-1`. */
export const HMAC_KEY = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';

const TOKEN_SECRET = 'dnscale/token';
const BUCKET = 'dnscalecerts-000000000000-eu-central-1';
const KEY_OBJECT = 'live/example.com/bundle.pem';
const DEFINITIONS = 'DnscaleCerts-definitions';
const REQUESTS = 'DnscaleCerts-requests';
const STATES = 'DnscaleCerts-states';
const OBSERVATIONS = 'DnscaleCerts-observations';
const DEFINITION = { certificateName: { S: 'example.com' }, kind: { S: 'definition' } };
const STATE = { certificateName: { S: 'example.com' }, kind: { S: 'state' } };
const SERVED = { certificateName: { S: 'example.com' }, kind: { S: 'served' } };
const REQUEST = { certificateName: { S: 'example.com' }, id: { S: 'request-1' } };

export const readToken: Call = (as) => readSecret(TOKEN_SECRET)(as);
export const describeToken: Call = (as) =>
  new SecretsManagerClient(as).send(new DescribeSecretCommand({ SecretId: TOKEN_SECRET }));
export const overwriteToken: Call = (as) => overwriteSecret(TOKEN_SECRET)(as);
export const deleteToken: Call = (as) => deleteSecret(TOKEN_SECRET)(as);
export const readForeignSecret: Call = (as) => readSecret(FOREIGN_SECRET)(as);
export const createForeignSecret: Call = (as) => createSecret('Another/key')(as);
export const createOwnExternalAccount: Call = (as) => createSecret('DnscaleCerts/external-account/ca')(as);
export const readKey: Call = (as) =>
  new S3Client(as).send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY_OBJECT }));
export const deleteKey: Call = async (as) =>
  new S3Client(as).send(new DeleteObjectCommand({ Bucket: BUCKET, Key: await archivedKey(as) }));
export const writeElsewhere: Call = (as) =>
  new S3Client(as).send(new PutObjectCommand({ Bucket: BUCKET, Key: 'elsewhere/a.pem', Body: 'a' }));
export const readDefinition: Call = (as) => getItem(DEFINITIONS, DEFINITION)(as);
export const writeDefinition: Call = (as) => updateItem(DEFINITIONS, DEFINITION)(as);
export const deleteDefinition: Call = (as) => deleteItem(DEFINITIONS, DEFINITION)(as);
export const readState: Call = (as) => getItem(STATES, STATE)(as);
export const writeState: Call = (as) => updateItem(STATES, STATE)(as);
export const writeObservation: Call = (as) => updateItem(OBSERVATIONS, SERVED)(as);
export const putState: Call = (as) => putItem(STATES, STATE)(as);
export const deleteState: Call = (as) => deleteItem(STATES, STATE)(as);
export const deleteRequest: Call = (as) => deleteItem(REQUESTS, REQUEST)(as);
export const queryStates: Call = (as) => query(STATES)(as);
export const queryRequests: Call = (as) => query(REQUESTS)(as);
export const scanStates: Call = (as) => new DynamoDBClient(as).send(new ScanCommand({ TableName: STATES }));
export const receiveMessage: QueueCall = (as, QueueUrl) =>
  new SQSClient(as).send(new ReceiveMessageCommand({ QueueUrl }));
export const sendMessage: QueueCall = (as, QueueUrl) =>
  new SQSClient(as).send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));

type Key = Record<string, { S: string }>;

function getItem(TableName: string, Key: Key): Call {
  return (as) => new DynamoDBClient(as).send(new GetItemCommand({ TableName, Key }));
}

/** Its condition holds for no item: what is allowed changes nothing. */
function updateItem(TableName: string, Key: Key): Call {
  const ConditionExpression = 'attribute_exists(noItemHasThis)';
  return (as) => new DynamoDBClient(as).send(new UpdateItemCommand({ TableName, Key, ConditionExpression }));
}

function putItem(TableName: string, Item: Key): Call {
  return (as) => new DynamoDBClient(as).send(new PutItemCommand({ TableName, Item }));
}

function deleteItem(TableName: string, Key: Key): Call {
  return (as) => new DynamoDBClient(as).send(new DeleteItemCommand({ TableName, Key }));
}

function query(TableName: string): Call {
  return (as) =>
    new DynamoDBClient(as).send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'certificateName = :name',
        ExpressionAttributeValues: { ':name': DEFINITION.certificateName },
      }),
    );
}

export function readSecret(SecretId: string): Call {
  return (as) => new SecretsManagerClient(as).send(new GetSecretValueCommand({ SecretId }));
}

export function overwriteSecret(SecretId: string): Call {
  return (as) =>
    new SecretsManagerClient(as).send(new PutSecretValueCommand({ SecretId, SecretString: 'mine' }));
}

export function deleteSecret(SecretId: string): Call {
  return (as) => new SecretsManagerClient(as).send(new DeleteSecretCommand({ SecretId }));
}

function createSecret(Name: string): Call {
  return (as) => new SecretsManagerClient(as).send(new CreateSecretCommand({ Name, SecretString: 'mine' }));
}

/** Leaves what a deployment leaves for a certificate that was declared before. */
export const requestCheck: Call = (as) => {
  const dueAt = { S: new Date().toISOString() };
  return putItem(REQUESTS, { ...REQUEST, kind: { S: 'check' }, dueAt })(as);
};

/** Leaves what the command leaves that has a certificate revoked. */
export const requestRevocationAs: Call = (as) => {
  const revocation = { M: { serial: { S: '0a1b' }, reason: { S: 'superseded' }, now: { BOOL: false } } };
  const dueAt = { S: new Date().toISOString() };
  const Item = { ...REQUEST, id: { S: 'revocation' }, kind: { S: 'check' }, dueAt, revocation };
  return new DynamoDBClient(as).send(new PutItemCommand({ TableName: REQUESTS, Item }));
};

/** Of the one secret that a run has made. */
export async function accountKeyTags(as: AwsClientConfiguration) {
  const { SecretList = [] } = await new SecretsManagerClient(as).send(new ListSecretsCommand({}));
  return SecretList.find(({ Name }) => Name?.includes('/acme-account/'))?.Tags;
}

/** Does what an operator does who has an account at the CA, under the name that docs/configuration.md gives; resolves to it. */
export async function createExternalAccount(
  as: AwsClientConfiguration,
  { directoryUrl }: { directoryUrl: string },
): Promise<string> {
  const Name = `DnscaleCerts/external-account/localhost_${new URL(directoryUrl).port}/dir`;
  const SecretString = JSON.stringify({ keyId: 'kid-1', hmacKey: HMAC_KEY });
  await new SecretsManagerClient(as).send(new CreateSecretCommand({ Name, SecretString }));
  return Name;
}

/** Makes a certificate with this renewer's tag, or without tags; resolves to its ARN. */
export function importAs(renewer: string | undefined): (as: AwsClientConfiguration) => Promise<string> {
  return async (as) => {
    const Tags = renewer === undefined ? undefined : [{ Key: 'dnscale-certs:renewer', Value: renewer }];
    const command = new ImportCertificateCommand({ ...(await newMaterial()), Tags });
    return (await new ACMClient(as).send(command)).CertificateArn ?? '';
  };
}

export function importOver(CertificateArn: string): Call {
  return async (as) =>
    new ACMClient(as).send(new ImportCertificateCommand({ ...(await newMaterial()), CertificateArn }));
}

export function tagAs(renewer: string, CertificateArn: string): Call {
  const Tags = [{ Key: 'dnscale-certs:renewer', Value: renewer }];
  return (as) => new ACMClient(as).send(new AddTagsToCertificateCommand({ CertificateArn, Tags }));
}

export function readCertificate(CertificateArn: string) {
  return (as: AwsClientConfiguration) =>
    new ACMClient(as).send(new GetCertificateCommand({ CertificateArn }));
}

export function deleteCertificate(CertificateArn: string): Call {
  return (as) => new ACMClient(as).send(new DeleteCertificateCommand({ CertificateArn }));
}

async function newMaterial() {
  const { leafPem, privateKeyPem } = await issueTestCertificate({
    notBefore: new Date(Date.now() - 3_600_000),
  });
  const text = new TextEncoder();
  return { Certificate: text.encode(leafPem), PrivateKey: text.encode(privateKeyPem) };
}

/** A key of the archive, of the certificate that was issued. */
async function archivedKey(as: AwsClientConfiguration): Promise<string> {
  const Prefix = 'archive/example.com/';
  const { Contents } = await new S3Client(as).send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));
  return Contents?.find(({ Key }) => Key?.endsWith('/privkey.pem'))?.Key ?? '';
}

export const overwriteArchived: Call = async (as) =>
  new S3Client(as).send(
    new PutObjectCommand({ Bucket: BUCKET, Key: await archivedKey(as), Body: 'a key of mine' }),
  );
export const rewriteArchived: Call = async (as) =>
  new S3Client(as).send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: await archivedKey(as),
      Body: 'a key of mine',
      IfNoneMatch: '*',
    }),
  );
export const shortenLife: Call = async (as) =>
  new S3Client(as).send(
    new PutObjectTaggingCommand({
      Bucket: BUCKET,
      Key: await archivedKey(as),
      Tagging: { TagSet: [{ Key: 'dnscale-certs:life', Value: '10' }] },
    }),
  );
export const dropLife: Call = async (as) =>
  new S3Client(as).send(new DeleteObjectTaggingCommand({ Bucket: BUCKET, Key: await archivedKey(as) }));
export const readLife = async (as: AwsClientConfiguration): Promise<string | undefined> => {
  const command = new GetObjectTaggingCommand({ Bucket: BUCKET, Key: await archivedKey(as) });
  return (await new S3Client(as).send(command)).TagSet?.map(({ Key, Value }) => `${Key}=${Value}`).join();
};
