/**
 * Opens the dashboard of a fleet in the AWS emulator, by the command as the npm package has it, in a real browser: how long it takes from
 * starting the command to its address, and from opening that to the first row.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { Browser } from 'playwright-core';
import { demoRecords } from '../../cli/dashboard/demo/fleet.ts';
import { lazyDynamoDb } from '../../functions/aws/dynamo-db-client.ts';
import type { TableNames } from '../../functions/aws/table.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { aDescriptor } from '../../test/support/builders.ts';
import { type Aws, startAws } from '../../test/support/world/aws.ts';
import { launchBrowser } from '../../test/support/world/browser-page.ts';
import { createTestTables } from '../../test/support/world/test-table.ts';

/** In ms, of each round. */
export type DashboardRuns = { count: number; addressMs: number[]; firstRowMs: number[]; wholeMs: number[] };

const COUNTS = [40, 1_000];
/** Of one call of DynamoDB. */
const MOST_ITEMS = 25;

/** @param launcher of the command, beside its bundle. */
export async function runDashboards(
  launcher: string,
  rounds: number,
  progress: (line: string) => void,
): Promise<DashboardRuns[]> {
  const [aws, browser] = await Promise.all([startAws(), launchBrowser()]);
  try {
    const results: DashboardRuns[] = [];
    for (const [i, count] of COUNTS.entries()) {
      progress(`dashboard of ${count} certificates`);
      const region = ['eu-west-1', 'eu-west-2'][i] ?? aws.region;
      await writeFleet(aws, region, count);
      const opened: { addressMs: number; firstRowMs: number }[] = [];
      // The first one fills the package's own compile cache.
      for (let round = 0; round <= rounds; round++)
        opened.push(await openOnce(launcher, aws, region, browser));
      const [, ...counted] = opened;
      const addressMs = counted.map((one) => one.addressMs);
      const firstRowMs = counted.map((one) => one.firstRowMs);
      const wholeMs = counted.map((one) => one.addressMs + one.firstRowMs);
      results.push({ count, addressMs, firstRowMs, wholeMs });
    }
    return results;
  } finally {
    await browser.close();
    await aws.stop();
  }
}

async function openOnce(launcher: string, aws: Aws, region: string, browser: Browser) {
  const beganMs = performance.now();
  const child = spawn(process.execPath, [launcher, 'dashboard', '--no-open'], {
    env: { PATH: process.env.PATH, ...aws.environment, AWS_REGION: region },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const context = await browser.newContext();
  try {
    const url = await addressOf(createInterface({ input: child.stdout }));
    const addressMs = performance.now() - beganMs;
    const page = await context.newPage();
    const openedMs = performance.now();
    await page.goto(url);
    await page.getByRole('rowheader').first().waitFor();
    return { addressMs, firstRowMs: performance.now() - openedMs };
  } finally {
    await context.close();
    child.kill('SIGINT');
    await once(child, 'exit');
  }
}

async function addressOf(lines: ReturnType<typeof createInterface>): Promise<string> {
  for await (const line of lines) {
    if (line.includes('http://127.0.0.1:')) return line.trim();
  }
  throw new Error('The command ended without an address.');
}

async function writeFleet(aws: Aws, region: string, count: number): Promise<void> {
  const configuration = { ...aws.clientConfiguration, region };
  const client = lazyDynamoDb(configuration)();
  const tables = await createTestTables(client);
  const descriptor = aDescriptor({
    region,
    definitionsTable: tables.definitions,
    requestsTable: tables.requests,
    statesTable: tables.states,
    observationsTable: tables.observations,
  });
  const Value = JSON.stringify(descriptor);
  await new SSMClient(configuration).send(
    new PutParameterCommand({ Name: '/dnscale-certs/Certs', Value, Type: 'String' }),
  );
  const records = demoRecords(new Date()).filter(({ unreadable }) => !unreadable);
  const items = Array.from({ length: count }, (_, i) =>
    itemsOf(records[i % records.length], i, tables),
  ).flat();
  const batches = Array.from({ length: Math.ceil(items.length / MOST_ITEMS) }, (_, i) =>
    items.slice(i * MOST_ITEMS, (i + 1) * MOST_ITEMS),
  );
  const put = async (batch: typeof items) => {
    const RequestItems: Record<string, { PutRequest: { Item: Record<string, unknown> } }[]> = {};
    for (const { table, Item } of batch) {
      RequestItems[table] = [...(RequestItems[table] ?? []), { PutRequest: { Item } }];
    }
    await client.send(new BatchWriteCommand({ RequestItems }));
  };
  await pMap(batches, put, { concurrency: 4 });
}

/** As a deployment, the last run and the probes have left them. */
function itemsOf(known: KnownCertificate | undefined, index: number, tables: TableNames) {
  if (!known) return [];
  const { definition, declaredAt, owner, state, served } = known;
  const certificateName = `n${index}.${known.certificateName}`;
  const inTable = (table: string, kind: string, record: object | undefined) =>
    record
      ? [{ table, Item: { ...JSON.parse(JSON.stringify(record)), certificateName, kind, schema: 1 } }]
      : [];
  return [
    ...inTable(
      tables.definitions,
      'definition',
      definition && { ...definition, owner, hash: 'h', updatedAt: declaredAt },
    ),
    ...inTable(tables.states, 'state', state),
    ...(tables.observations === undefined ? [] : inTable(tables.observations, 'served', served)),
  ];
}
