/**
 * A tick of the notify function over the AWS emulator, which stands in for DynamoDB, SNS and SQS: from the states in their table to
 * the mails at a queue that is subscribed to the topic.
 */
import { randomUUID } from 'node:crypto';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAlertTopic } from '../../../functions/aws/alert-topic.ts';
import { createAttentionIndex } from '../../../functions/aws/attention-index.ts';
import { lazyDynamoDb } from '../../../functions/aws/dynamo-db-client.ts';
import { createObservations, createUnservedIndex } from '../../../functions/aws/observations.ts';
import { lazySns } from '../../../functions/aws/sns-client.ts';
import { lazySqs } from '../../../functions/aws/sqs-client.ts';
import { createTokenTrials } from '../../../functions/aws/token-trials.ts';
import { createToldMemory } from '../../../functions/aws/told-memory.ts';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import { type TellPorts, tellPeople } from '../../../functions/engine/notify/tell-people.ts';
import type { TokenTrials } from '../../../functions/engine/ports/token-trials.ts';
import { aRenewerPlace } from '../../support/builders.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';
import { createTestTables } from '../../support/world/test-table.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;

let aws: Aws;
let ports: TellPorts;
let queueUrl: string;
let minutes: number;
let trials: TokenTrials;
let put: (item: Record<string, unknown>) => Promise<unknown>;

beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws?.stop());

beforeEach(async () => {
  const client = lazyDynamoDb(aws.clientConfiguration);
  const tables = await createTestTables(client());
  minutes = 0;
  const clock = { now: () => new Date(Date.now() + minutes * MINUTE_MS) };
  const name = randomUUID();
  const sns = lazySns(aws.clientConfiguration);
  const { TopicArn = '' } = await sns().send(new CreateTopicCommand({ Name: name }));
  const { QueueUrl = '' } = await lazySqs(aws.clientConfiguration)().send(
    new CreateQueueCommand({ QueueName: name }),
  );
  const Endpoint = `arn:aws:sqs:eu-central-1:000000000000:${name}`;
  await sns().send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  queueUrl = QueueUrl;
  put = (Item) => client().send(new PutCommand({ TableName: tables.states, Item }));
  trials = createTokenTrials({ client, tableName: tables.states });
  ports = {
    attention: createAttentionIndex({ client, tableName: tables.states, clock }),
    tokenTrials: trials,
    memory: createToldMemory({ client, tableName: tables.observations, newRevision: randomUUID }),
    unserved: createUnservedIndex({ client, tableName: tables.observations }),
    observations: createObservations({ client, tableName: tables.observations }),
    topic: createAlertTopic({ client: sns, topicArn: TopicArn }),
    place: aRenewerPlace(),
    clock,
  };
});

function daysFromNow(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

const CERTIFICATE = {
  version: '20261123T060000Z-0a1b2c3d',
  serial: '04af11',
  domainNames: ['example.com'],
  notBefore: daysFromNow(-29.5),
  notAfter: daysFromNow(60.5),
  keyAlgorithm: 'EC_PRIME256V1',
  certificateAuthority: 'https://ca.test/directory',
};

function putState(certificateName: string, more: Record<string, unknown> = {}) {
  return put({
    certificateName,
    kind: 'state',
    schema: 1,
    nextCheckAt: daysFromNow(0.01),
    waitsFor: 'clock',
    certificate: CERTIFICATE,
    ...more,
  });
}

function putFailing(certificateName: string, code = 'caa-forbids', subject = certificateName) {
  const failure = {
    count: 1,
    code,
    subject,
    disposition: 'person',
    message: 'It is forbidden. Allow it.',
    advice: 'Allow it.',
    step: 'preflight',
    at: daysFromNow(0),
  };
  return putState(certificateName, { failure, attention: 'yes', attentionAt: daysFromNow(-0.001) });
}

const tick = (changes: Partial<TellPorts> = {}) =>
  tellPeople({ ...ports, ...changes }, deadlineIn(60_000, ports.clock));

/** Their subjects, until none comes any more. */
async function received(): Promise<string[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 1,
  });
  const { Messages = [] } = await lazySqs(aws.clientConfiguration)().send(command);
  if (Messages.length === 0) return [];
  return [...Messages.map(({ Body = '' }) => JSON.parse(Body).Subject as string), ...(await received())];
}

const away = () =>
  Promise.reject(new RenewerError({ code: 'aws-failed', disposition: 'next-run', message: 'SNS is away.' }));

describe('tellPeople', () => {
  it('sends one mail with a subject for a cause, and one when it is over', async () => {
    await putFailing('api');

    expect((await tick()).sent).toEqual(['[dnscale-certs] api cannot renew; 60 days left']);
    expect((await tick()).sent).toEqual([]);
    await putState('api');
    expect((await tick()).sent).toEqual(['[dnscale-certs] api renews again; 60 days left']);
    expect((await tick()).sent).toEqual([]);

    expect(await received()).toHaveLength(2);
  });

  it('sends one mail for more certificates than one call reads, and none about a certificate that is retired', async () => {
    for (let i = 0; i < 250; i += 1) await putFailing(`c${i}`, 'dnscale-unauthorized', 'DNScale token');
    await putState('gone', { nextCheckAt: undefined, waitsFor: undefined });

    expect((await tick()).sent).toEqual([
      '[dnscale-certs] 250 certificates cannot renew; the first: 60 days left',
    ]);
  });

  it('tells of a state that cannot be read, and of the others', async () => {
    await putFailing('api');
    await putState('broken', { failure: 'damaged', attention: 'yes', attentionAt: daysFromNow(-1) });

    expect((await tick()).sent.sort()).toEqual([
      '[dnscale-certs] api cannot renew; 60 days left',
      '[dnscale-certs] broken cannot renew; its end is not known',
    ]);
  });

  it('tells of states that cannot be read at the tick at which they are due, by the life that is left, and of their repair', async () => {
    const copies = { notBefore: daysFromNow(-85), notAfter: daysFromNow(5.5) };
    await putState('damaged', { ...copies, txtRecords: 'none', nextCheckAt: daysFromNow(-0.001) });
    await putState('fenced', { ...copies, sequence: 'one', nextCheckAt: daysFromNow(-0.001) });
    await putState('later', { txtRecords: 'none' });

    expect((await tick()).sent).toEqual([
      '[dnscale-certs] damaged cannot renew; 5 days left',
      '[dnscale-certs] fenced cannot renew; 5 days left',
    ]);
    expect((await tick()).sent).toEqual([]);
    await putState('damaged', { nextCheckAt: daysFromNow(-0.001) });
    expect((await tick()).sent).toEqual(['[dnscale-certs] damaged renews again; 60 days left']);
  });

  it('sends one mail for all states that a later release has written', async () => {
    for (const name of ['api', 'shop', 'www']) {
      await putState(name, { schema: 2, nextCheckAt: daysFromNow(-0.001) });
    }

    expect((await tick()).sent).toEqual([
      '[dnscale-certs] 3 certificates cannot renew; the first: its end is not known',
    ]);
  });

  it('tells of a refused token at once for all certificates, whatever they have said of it so far', async () => {
    await putState('api');
    await putState('www');
    const tried = { version: 'v2', at: new Date(), zonesSeen: [], zonesLost: [] };
    await trials.writeTried(
      { ...tried, ok: false, code: 'dnscale-unauthorized', message: 'DNScale refused it. Make a new one.' },
      deadlineIn(9_000, systemClock),
    );

    expect((await tick()).sent).toEqual([
      '[dnscale-certs] 2 certificates will not renew when due; the first: 60 days left',
    ]);
  });

  it('sends one mail although two ticks run at once', async () => {
    await putFailing('api');

    const ticks = await Promise.all(Array.from({ length: 8 }, () => tick()));

    expect(ticks.flatMap(({ sent }) => sent)).toHaveLength(1);
    expect(await received()).toHaveLength(1);
  });

  it('sends the mail at the next tick when the topic was away, and says what failed', async () => {
    await putFailing('api');
    await putFailing('www');

    const failed = await tick({ topic: { send: away } });

    expect(failed).toMatchObject({ sent: [], failed: { code: 'aws-failed' } });
    expect((await tick()).sent).toHaveLength(2);
    expect(await received()).toHaveLength(2);
  });

  it('sends the mail once more and no oftener when the tick died after the sending', async () => {
    await putFailing('api');
    const dies = { ...ports.memory, remember: () => new Promise<never>(() => {}) };
    void tellPeople({ ...ports, memory: dies }, deadlineIn(6_000, ports.clock));
    expect(await received()).toHaveLength(1);

    expect((await tick()).sent).toEqual([]);
    minutes = 10;
    expect((await tick()).sent).toHaveLength(1);
    minutes = 20;
    expect((await tick()).sent).toEqual([]);
    expect(await received()).toHaveLength(1);
  });

  it('sends at most 50 mails in a tick, and the others at the next one', async () => {
    for (let i = 0; i < 60; i += 1) await putFailing(`c${i}`);

    expect(await tick()).toMatchObject({ sent: { length: 50 }, postponed: 10 });
    expect(await tick()).toMatchObject({ sent: { length: 10 }, postponed: 0 });
  });

  it('writes nothing more once its time is over, and does the rest at the next tick', async () => {
    await putFailing('api');

    const late = await tellPeople(ports, deadlineIn(4_000, ports.clock));

    expect(late).toEqual({ sent: [], postponed: 1 });
    expect((await tick()).sent).toHaveLength(1);
  });
});
