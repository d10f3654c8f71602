/** Tables in the AWS emulator, which replaces DynamoDB, with the adapters on them; new ones for each test. */
import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createCertificateRecords } from '../../../functions/aws/certificate-records.ts';
import { createDefinitionRegistry } from '../../../functions/aws/definition-registry.ts';
import { createDueIndex } from '../../../functions/aws/due-index.ts';
import { lazyDynamoDb } from '../../../functions/aws/dynamo-db-client.ts';
import type { TableNames } from '../../../functions/aws/table.ts';
import type {
  CertificateRecords,
  DefinitionRegistry,
  DueIndex,
  StateClaim,
} from '../../../functions/engine/ports/records.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';
import { createTestTables } from '../../support/world/test-table.ts';
import { breakConnections, type LostAnswers } from './lost-answers.ts';

export const NEVER = noDeadline();

export function minutesFromNow(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

export type RecordsWorld = {
  client: ReturnType<typeof lazyDynamoDb>;
  tables: TableNames;
  connections: LostAnswers;
  records: CertificateRecords;
  registry: DefinitionRegistry;
  dueIndex: DueIndex;
  /** Moves the adapters' clock, which stands at NOW. */
  setNow(now: Date): void;
  /** The claim on example.com; throws when another run holds it. */
  claim(runId?: string, minutes?: number): Promise<StateClaim>;
  /** Puts an item as it is, into the table of its kind. */
  put(item: Record<string, unknown>): Promise<unknown>;
  /** The item of example.com as its table has it. */
  stored(kind: 'state' | 'definition'): Promise<Record<string, unknown> | undefined>;
};

/** Registers the hooks that start the emulator and make the tables, and fill what it returns. */
export function useRecordsWorld(): RecordsWorld {
  const world = {} as RecordsWorld;
  let aws: Aws;
  beforeAll(async () => {
    aws = await startAws();
    const client = lazyDynamoDb(aws.clientConfiguration);
    Object.assign(world, { client, connections: breakConnections(client()) });
  });
  beforeEach(async () => {
    Object.assign(world, await newTables(world.client));
  });
  afterAll(() => aws?.stop());
  return world;
}

async function newTables(client: RecordsWorld['client']): Promise<Partial<RecordsWorld>> {
  const tables = await createTestTables(client());
  let now = NOW;
  const options = { client, tables, clock: { now: () => now }, newId: randomUUID };
  const records = createCertificateRecords(options);
  return {
    tables,
    records,
    registry: createDefinitionRegistry(options),
    dueIndex: createDueIndex(options),
    setNow: (time) => {
      now = time;
    },
    claim: async (runId = 'run-1', minutes = 5) => {
      const claimed = await records.claim('example.com', { runId, runUntil: minutesFromNow(minutes) }, NEVER);
      if (!claimed) throw new Error(`${runId} got no claim`);
      return claimed;
    },
    put: (Item) => {
      const TableName = Item.kind === 'definition' ? tables.definitions : tables.states;
      return client().send(new PutCommand({ TableName, Item }));
    },
    stored: async (kind) => {
      const Key = { certificateName: 'example.com', kind };
      return (
        await client().send(new GetCommand({ TableName: tables[`${kind}s`], Key, ConsistentRead: true }))
      ).Item;
    },
  };
}
