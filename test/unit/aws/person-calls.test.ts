/** Calls that the person's own credentials make in the renewer's tables and queue: each denial names what to allow, and to whom. */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createAlertSubscriptions } from '../../../functions/aws/alert-subscriptions.ts';
import { createCertificateOverview } from '../../../functions/aws/certificate-overview.ts';
import { createCheckRequests } from '../../../functions/aws/check-requests.ts';
import { createNotifyInvocation } from '../../../functions/aws/notify-invocation.ts';
import type { DocumentClient } from '../../../functions/aws/table-items.ts';
import { createWorkQueue } from '../../../functions/aws/work-queue.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const NEVER = noDeadline();

function refuse(): never {
  throw sdkError('AccessDeniedException', 'not authorized', 400);
}

const { client: table } = scriptedClient<DocumentClient>(refuse);
const { client: sqs } = scriptedClient<SQSClient>(refuse);
const tables = { definitions: 'Certs-definitions', states: 'Certs-states' };
const overview = createCertificateOverview({ caller: { profileOption: '' }, client: () => table, tables });
const requests = createCheckRequests({
  client: () => table,
  tableName: 'Certs-requests',
  caller: { profileOption: '' },
});
const ONE = { certificateName: 'example.com', id: 'one' };
const queue = createWorkQueue({
  client: () => sqs,
  queueUrl: 'https://sqs.test/Certs-work',
  caller: { profileOption: '' },
});
const { client: sns } = scriptedClient<SNSClient>(() => {
  throw sdkError('AuthorizationErrorException', 'not authorized', 403);
});
const subscriptions = createAlertSubscriptions({
  caller: { profileOption: '' },
  client: () => sns,
  topicArn: 'arn:alerts',
});
const { client: lambda } = scriptedClient<LambdaClient>(refuse);
const notify = createNotifyInvocation({
  caller: { profileOption: '' },
  client: () => lambda,
  functionName: 'Certs-notify',
});

describe('a call with the credentials of a person', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['dynamodb:Scan', 'table Certs-definitions', () => overview.listCertificates(NEVER)],
    ['dynamodb:GetItem', 'table Certs-definitions', () => overview.describeCertificate('example.com', NEVER)],
    [
      'dynamodb:BatchGetItem',
      'table Certs-definitions',
      () => overview.readCertificates(['example.com'], NEVER),
    ],
    [
      'dynamodb:BatchWriteItem',
      'table Certs-requests',
      () => requests.addAll([{ ...ONE, dueAt: NOW }], NEVER),
    ],
    ['dynamodb:BatchGetItem', 'table Certs-requests', () => requests.findOpen([ONE], NEVER)],
    ['sns:ListSubscriptionsByTopic', 'topic arn:alerts', () => subscriptions.listSubscriptions(NEVER)],
    ['lambda:InvokeFunction', 'function Certs-notify', () => notify.invoke({ test: true }, NEVER)],
    ['sqs:SendMessage', 'queue https://sqs.test/Certs-work', () => queue.send(['example.com'], NEVER)],
  ])('names %s on %s when it is denied', async (action, resource, call) => {
    const name = action.startsWith('sns:') ? 'AuthorizationErrorException' : 'AccessDeniedException';
    await expect(call()).rejects.toMatchObject({
      code: 'aws-failed',
      disposition: 'person',
      message: `AWS did not do ${action} on ${resource}: ${name}: not authorized (AWS request req-1). Allow ${action} on ${resource} for the AWS identity that you use (https://github.com/dnscale/dnscale-certs/blob/main/docs/command.md#aws-permissions).`,
    });
  });

  it('says what to do about a table that is gone', async () => {
    const { client } = scriptedClient<DocumentClient>(() => {
      throw sdkError('ResourceNotFoundException', 'Requested resource not found', 400);
    });
    const gone = createCertificateOverview({ caller: { profileOption: '' }, client: () => client, tables });

    await expect(gone.listCertificates(NEVER)).rejects.toThrow(
      'It does not exist (any more): deploy the renewer again.',
    );
  });

  it('does not read pages without end, and says that there are more', async () => {
    const { client, sent } = scriptedClient<DocumentClient>(() => ({
      Items: [],
      LastEvaluatedKey: { certificateName: 'example.com', kind: 'state' },
    }));
    const endless = createCertificateOverview({
      caller: { profileOption: '' },
      client: () => client,
      tables,
    });

    expect(await endless.listCertificates(NEVER)).toEqual({ certificates: [], isComplete: false });
    expect(sent).toHaveLength(400);
  });
});
