/**
 * A place whose certificate the deployed probe function sees: a TLS server on loopback, the function invoked as the schedule does,
 * what it keeps, and the events that a rule takes off the bus.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { issueTestCertificate } from '../support/certificates.ts';
import type { Aws } from '../support/world/aws.ts';
import type { DeployedApp } from '../support/world/deployed-app.ts';

export type ServedPlace = {
  port: number;
  /** Presents this from now on: PEM with key and chain in one. */
  install(bundlePem: string): void;
  stop(): Promise<void>;
};

/** It begins with somebody else's certificate. */
export async function startServedPlace(): Promise<ServedPlace> {
  const { pem, privateKeyPem } = await issueTestCertificate({ domainNames: ['www.example.com'] });
  const server: Server = createServer({ cert: pem, key: privateKeyPem });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    install: (bundlePem) => server.setSecureContext({ cert: bundlePem, key: bundlePem }),
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** The whole story, of the certificate example.com, whose only probe is there. */
export async function expectToldAndServedAgain(
  aws: Aws,
  app: DeployedApp,
  place: ServedPlace,
): Promise<void> {
  const probes = await openDeployedProbes(aws, app.stackName);
  const name = `www.example.com:${place.port}`;
  expect(await probes.probe('example.com')).toMatchObject({
    places: [{ place: name, standing: 'foreign' }],
  });

  await probes.age('example.com');
  expect(await probes.probe('example.com')).toMatchObject({ told: 'ticket', attention: 'yes' });
  expect(await probes.nextEvent()).toMatchObject({
    'detail-type': 'Certificate Not Served',
    detail: { severity: 'ticket', certificateName: 'example.com', subject: name },
  });

  place.install((await app.readObject('live/example.com/bundle.pem')) ?? '');
  await probes.age('example.com');
  const served = await probes.probe('example.com');
  expect(served).toMatchObject({ places: [{ place: name, standing: 'served' }] });
  expect(served).not.toHaveProperty('attention');
  expect(await probes.nextEvent()).toMatchObject({
    'detail-type': 'Certificate Served Again',
    detail: { severity: 'info', certificateName: 'example.com' },
  });
}

type DeployedProbes = {
  /** A tick; resolves to what is kept of the certificate then. */
  probe(certificateName: string): Promise<Record<string, unknown> | undefined>;
  /** Makes all that was seen of it two hours older. */
  age(certificateName: string): Promise<void>;
  /** The next event of one of the probes' kinds. */
  nextEvent(): Promise<{ 'detail-type': string; detail: Record<string, unknown> }>;
};

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;

async function openDeployedProbes({ clientConfiguration }: Aws, stackName: string): Promise<DeployedProbes> {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfiguration));
  const lambda = new LambdaClient(clientConfiguration);
  const sqs = new SQSClient(clientConfiguration);
  const QueueUrl = await subscribe(new EventBridgeClient(clientConfiguration), sqs);
  const TableName = `${stackName}-observations`;
  const read = async (certificateName: string) => {
    const Key = { certificateName, kind: 'served' };
    return (await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  };
  return {
    async probe(certificateName) {
      const answer = await lambda.send(new InvokeCommand({ FunctionName: `${stackName}-probe` }));
      if (answer.FunctionError) throw new Error(Buffer.from(answer.Payload ?? []).toString());
      return read(certificateName);
    },
    async age(certificateName) {
      const Item = JSON.parse(JSON.stringify(await read(certificateName)), (key, value) =>
        ['at', 'since', 'liveSince', 'attentionAt'].includes(key) ? twoHoursBefore(value) : value,
      );
      await table.send(new PutCommand({ TableName, Item }));
    },
    async nextEvent() {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
      const [message] = Messages;
      if (!message) throw new Error('The rule has taken no event.');
      return JSON.parse(message.Body ?? '');
    },
  };
}

function twoHoursBefore(instant: string): string {
  return new Date(Date.parse(instant) - TWO_HOURS_MS).toISOString();
}

async function subscribe(events: EventBridgeClient, sqs: SQSClient): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'served-events' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const EventPattern = JSON.stringify({
    source: ['dnscale-certs'],
    'detail-type': ['Certificate Not Served', 'Certificate Served Again'],
  });
  await events.send(new PutRuleCommand({ Name: 'served', EventPattern }));
  const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn ?? '' }];
  await events.send(new PutTargetsCommand({ Rule: 'served', Targets }));
  return QueueUrl;
}
