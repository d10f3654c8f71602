/** What the command finds of a deployed renewer: its descriptor, tables and queue in the AWS emulator, without its functions. */
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { lazyDynamoDb } from '../../functions/aws/dynamo-db-client.ts';
import type { TableNames } from '../../functions/aws/table.ts';
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { aDefinition, aDescriptor } from '../support/builders.ts';
import type { Aws } from '../support/world/aws.ts';
import { type Ended, type Running, startDnscaleCerts } from '../support/world/command-line.ts';
import { createTestTables } from '../support/world/test-table.ts';

export type RenewerWorld = {
  descriptor: RenewerDescriptor;
  tables: TableNames;
  /** For adapters and SDK commands on the tables. */
  client: ReturnType<typeof lazyDynamoDb>;
  /** Puts a definition or a state as it is. */
  put(
    item: { certificateName: string; kind: 'definition' | 'state' } & Record<string, unknown>,
  ): Promise<void>;
  /** Puts what probes saw, or what uses a certificate, as it is. */
  observe(
    item: { certificateName: string; kind: 'served' | 'used' } & Record<string, unknown>,
  ): Promise<void>;
  /** As a deployment does. */
  declare(certificateName: string): Promise<void>;
  /** Takes the definition away, as a deployment does. */
  remove(certificateName: string): Promise<void>;
  start(...args: string[]): Running;
  run(...args: string[]): Promise<Ended>;
};

/** A definition as a deployment writes it. */
function aDeclared(certificateName: string) {
  return {
    ...aDefinition({ certificateName }),
    owner: 'cloudformation:eu-central-1/Shop/Web',
    hash: 'h',
    updatedAt: new Date().toISOString(),
  };
}

/** @param changes `region`: the command asks there. */
export async function deployTables(
  aws: Aws,
  changes: Partial<RenewerDescriptor> = {},
): Promise<RenewerWorld> {
  const region = changes.region ?? aws.region;
  const configuration = { ...aws.clientConfiguration, region };
  const client = lazyDynamoDb(configuration);
  const tables = await createTestTables(client());
  const renewerName = changes.renewerName ?? 'Certs';
  const { QueueUrl = '' } = await new SQSClient(configuration).send(
    new CreateQueueCommand({ QueueName: `${renewerName}-work` }),
  );
  const descriptor = aDescriptor({
    region,
    definitionsTable: tables.definitions,
    requestsTable: tables.requests,
    statesTable: tables.states,
    observationsTable: tables.observations,
    queueUrl: QueueUrl,
    ...changes,
  });
  await new SSMClient(configuration).send(
    new PutParameterCommand({
      Name: `/dnscale-certs/${renewerName}`,
      // With a field of a later release.
      Value: JSON.stringify({ ...descriptor, laterField: [1] }),
      Type: 'String',
    }),
  );
  const put: RenewerWorld['put'] = async ({ kind, ...item }) => {
    const Item = { ...item, kind, schema: 1 };
    await client().send(new PutCommand({ TableName: tables[`${kind}s`], Item }));
  };
  const start = (...args: string[]) => startDnscaleCerts(args, { ...aws.environment, AWS_REGION: region });
  return {
    descriptor,
    tables,
    client,
    put,
    remove: async (certificateName) => {
      const Key = { certificateName, kind: 'definition' };
      await client().send(new DeleteCommand({ TableName: tables.definitions, Key }));
    },
    observe: async (Item) => {
      await client().send(new PutCommand({ TableName: tables.observations, Item }));
    },
    declare: (certificateName) => put({ ...aDeclared(certificateName), kind: 'definition' }),
    start,
    run: (...args) => start(...args).ended,
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

/** As a run leaves it. */
export function aStateItem(
  certificateName: string,
  lifeLeftDays: number,
  changes: Record<string, unknown> = {},
) {
  const certificate = {
    version: '20261101T000000Z-aaaaaa',
    serial: '0a1b2c',
    domainNames: [certificateName],
    notBefore: inDays(lifeLeftDays - 90),
    notAfter: inDays(lifeLeftDays),
    keyAlgorithm: 'EC_PRIME256V1',
    certificateAuthority: 'https://ca.test/directory',
  };
  return { certificateName, kind: 'state' as const, certificate, nextCheckAt: inDays(0.2), ...changes };
}

/** Only a person can mend it. */
export function aFailure(message: string) {
  return {
    failure: {
      count: 2,
      code: 'caa-forbids',
      disposition: 'person',
      message,
      step: 'preflight',
      at: inDays(-0.1),
    },
  };
}
