/** Errors from the bucket, ACM, the table and the queue, and from AWS in general. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { callAcm } from '../../../../functions/aws/acm-calls.ts';
import { type AwsCall, callAws } from '../../../../functions/aws/aws-error.ts';
import { createBucketObjects } from '../../../../functions/aws/bucket-objects.ts';
import { createCertificateStore } from '../../../../functions/aws/certificate-store.ts';
import { createDefinitionRegistry } from '../../../../functions/aws/definition-registry.ts';
import { createEventBus } from '../../../../functions/aws/event-bus.ts';
import { takenOver } from '../../../../functions/aws/fenced-writes.ts';
import { importError } from '../../../../functions/aws/import-error.ts';
import { parseDefinitionItem, parseStateItem } from '../../../../functions/aws/item-parsers.ts';
import { createLivePointer } from '../../../../functions/aws/live-pointer.ts';
import { createNotifyInvocation } from '../../../../functions/aws/notify-invocation.ts';
import { createObservations } from '../../../../functions/aws/observations.ts';
import { createWorkQueue } from '../../../../functions/aws/work-queue.ts';
import {
  aDeclaration,
  aNotice,
  aRenewerPlace,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { type SentCommand, scriptedClient, sdkError } from '../../aws/scripted-client.ts';
import type { ErrorText } from '../error-page.ts';
import { errorOf } from '../error-sites.ts';

const VERSION = '20261123T060000Z-abcdef';
const READ = { action: 's3:GetObject', resource: 'bucket certificates, key live/example.com/bundle.pem' };
const CALL = { ...READ, code: 'store-failed' } as const;

export const AWS_TEXTS: ErrorText[] = [
  ['A run was overtaken.', () => takenOver('example.com')],
  ['The role lost its permission.', () => aws(CALL, 'AccessDenied', 'Access Denied')],
  ['A part of the stack is gone.', () => aws(CALL, 'NoSuchBucket', 'The specified bucket does not exist')],
  ['AWS has an outage.', () => aws(CALL, 'SlowDown', 'Please reduce your request rate.')],
  ['The archive lost a file.', () => bucket(noSuchKey).readVersion('example.com', VERSION, noDeadline())],
  ['The notify function crashes on a test.', () => notify().invoke({ test: true }, noDeadline())],
  ['S3 keeps no conditions.', () => bucket(async () => ({})).expectWritable('example.com', noDeadline())],
  ['A version of the archive was changed.', () => writeOnceOverAnother()],
  ['The pointer was damaged.', () => pointer('{}').readBefore(VERSION, noDeadline())],
  ['Another run stored a later version.', () => pointer(AHEAD).readBefore(VERSION, noDeadline())],
  ['The pointer is moved by others.', () => pointer(BEHIND).move(FROM, LIVE, noDeadline())],
  ['ACM refuses without a reason of its own.', () => acm('AccessDeniedException', 'not authorized')],
  ['ACM is full.', () => acm('LimitExceededException', 'The certificate limit has been reached')],
  ['ACM refuses the certificate.', () => acm('ValidationException', 'The key type has changed', ARN)],
  ['ACM has no import left this year.', () => acm('LimitExceededException', YEARLY)],
  ['ACM refuses the chain.', () => acm('ValidationException', CHAIN)],
  ['ACM refuses a new certificate.', () => acm('ValidationException', 'The certificate has expired.')],
  ['ACM refuses the tags.', () => acm('TagPolicyException', 'The tag policy does not allow it.')],
  ['A region is not enabled.', () => regionOff()],
  ['The queue takes no message.', () => queue()],
  ['EventBridge does not take an event.', () => eventBus()],
  ['A newer release wrote the definition.', () => parseDefinitionItem({ ...A_DEFINITION, schema: 2 })],
  ['A newer release wrote the state.', () => parseStateItem({ ...AN_ITEM, schema: 2 })],
  ['An item of a table was damaged.', () => parseStateItem({ ...AN_ITEM, txtRecords: 'none' })],
  ['DynamoDB leaves items unread.', () => leftUnread()],
  ['Many write at once.', () => lostRaces()],
  [
    'AWS fails again and again.',
    () =>
      aws(
        { action: 'dynamodb:UpdateItem', resource: 'table certificates' },
        'InternalServerError',
        'We failed',
      ),
  ],
];

function leftUnread() {
  const RequestItems = { observations: { Keys: [{ certificateName: 'example.com', kind: 'served' }] } };
  const { client } = scriptedClient<DynamoDBDocumentClient>(() => ({ UnprocessedKeys: RequestItems }));
  const observations = createObservations({ client: () => client, tableName: 'observations' });
  return observations.readAllServed(['example.com'], noDeadline());
}

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const YEARLY = 'Error: you have reached your limit of 20 certificates in the last year.';
const CHAIN = 'Could not validate the certificate with the certificate chain.';
const AN_ITEM = { certificateName: 'example.com', kind: 'state', schema: 1 };
const A_DEFINITION = { certificateName: 'example.com', kind: 'definition', schema: 1 };
const AHEAD = '{"schema":1,"version":"20261124T060000Z-fedcba"}';
const BEHIND = '{"schema":1,"version":"20261101T000000Z-aaaaaa"}';
const FROM = { version: '20261101T000000Z-aaaaaa', eTag: '"1"' };
const LIVE = aStoredCertificate({ version: VERSION });

function notify() {
  const Payload = Buffer.from('{"errorType":"Error","errorMessage":"Runtime exited"}');
  const { client } = scriptedClient<LambdaClient>(() => ({ FunctionError: 'Unhandled', Payload }));
  return createNotifyInvocation({
    caller: { profileOption: '' },
    client: () => client,
    functionName: 'Certs-notify',
  });
}

function aws(call: AwsCall, name: string, words: string) {
  return callAws(call, noDeadline(), () => Promise.reject(sdkError(name, words)));
}

async function acm(name: string, words: string, certificateArn?: string) {
  const call = { action: 'acm:ImportCertificate', resource: 'certificate example.com in eu-central-1' };
  const thrown = await errorOf(() => aws(call, name, words));
  return importError(thrown, { certificateName: 'example.com', region: 'eu-central-1', certificateArn });
}

function regionOff() {
  const call = { action: 'acm:ListCertificates', resource: 'all certificates' };
  const thrown = sdkError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
  return callAcm('ap-east-1', call, noDeadline(), () => Promise.reject(thrown));
}

function bucketOptions(answer: (command: SentCommand) => unknown) {
  const { client } = scriptedClient<S3Client>(answer);
  return {
    client: () => client,
    bucketName: 'certificates',
    bucketOwner: '111122223333',
    clock: createManualClock(NOW),
  };
}

function bucket(answer: (command: SentCommand) => unknown) {
  return createCertificateStore(bucketOptions(answer));
}

function noSuchKey(): never {
  throw sdkError('NoSuchKey');
}

function writeOnceOverAnother() {
  const objects = createBucketObjects(
    bucketOptions(({ name }) => {
      if (name === 'PutObjectCommand') throw sdkError('PreconditionFailed');
      return { Body: { transformToString: async () => 'another' } };
    }),
  );
  return objects.writeOnce(`archive/example.com/${VERSION}/cert.pem`, 'the text', '90', noDeadline());
}

/** Reads as given, and is never free to be written. */
function pointer(text: string) {
  const objects = {
    read: async () => ({ text, eTag: '"1"' }),
    write: async () => false,
  };
  return createLivePointer({
    objects,
    bucketName: 'certificates',
    certificateName: 'example.com',
    clock: { now: () => NOW },
  });
}

function eventBus() {
  const refusal = { ErrorCode: 'InternalFailure', ErrorMessage: 'Try again' };
  const { client } = scriptedClient<EventBridgeClient>(() => ({ FailedEntryCount: 1, Entries: [refusal] }));
  const bus = createEventBus({ client: () => client, place: aRenewerPlace(), clock: createManualClock(NOW) });
  return bus.announce(aNotice(), noDeadline());
}

function queue() {
  const refusal = { Id: '0', SenderFault: true, Code: 'InvalidMessageContents', Message: 'Bad characters' };
  const { client } = scriptedClient<SQSClient>(() => ({ Failed: [refusal] }));
  const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/111122223333/work';
  return createWorkQueue({ client: () => client, queueUrl }).send(['example.com'], noDeadline());
}

function lostRaces() {
  const { client } = scriptedClient<DynamoDBDocumentClient>(({ name }) => {
    if (name === 'UpdateCommand') throw sdkError('ConditionalCheckFailedException');
    return {};
  });
  const clock = createManualClock(NOW);
  const tables = { definitions: 'definitions', requests: 'requests' };
  const registry = createDefinitionRegistry({
    client: () => client,
    tables,
    clock,
    newId: () => 'request-1',
  });
  return registry.putDefinition(aDeclaration(), { isMoved: false }, noDeadline());
}
