/** How many requests the list of a thousand certificates costs, on real tables. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { createCertificateOverview } from '../../../functions/aws/certificate-overview.ts';
import { aDefinition } from '../../support/builders.ts';
import { NEVER, type RecordsWorld, useRecordsWorld } from './records-world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const world = useRecordsWorld();

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

function aDeclared(certificateName: string) {
  return {
    ...aDefinition({ certificateName }),
    kind: 'definition',
    schema: 1,
    owner: 'o',
    hash: 'h',
    updatedAt: inDays(-90),
  };
}

function aState(certificateName: string, history: unknown) {
  const certificate = {
    version: '20261101T000000Z-aaaaaa',
    serial: '0a1b2c',
    domainNames: [certificateName],
    notBefore: inDays(-30),
    notAfter: inDays(60),
    keyAlgorithm: 'EC_PRIME256V1',
    certificateAuthority: 'https://ca.test/directory',
  };
  return { certificateName, kind: 'state', schema: 1, certificate, nextCheckAt: inDays(0.2), history };
}

const CLOUDFRONT = 'arn:aws:cloudfront::111122223333:distribution/E1';

/** As after a year: a history, probes and uses of each. */
async function putFleet(names: readonly string[], { client, tables }: RecordsWorld): Promise<void> {
  const history = Array.from({ length: 12 }, (_, run) => ({
    at: inDays(-run),
    outcome: 'renewed',
    tookMs: 15_000,
    steps: ['preflight', 'newOrder', 'present'].map((step) => ({ step, tookMs: 1_000, saw: 'x'.repeat(60) })),
  }));
  const live = { serial: '0a1b2c', notBefore: inDays(-30), notAfter: inDays(60) };
  const places = [{ place: 'a.test:443', standing: 'served', since: inDays(-1) }];
  const items = (certificateName: string) => ({
    [tables.definitions]: [aDeclared(certificateName)],
    [tables.states]: [aState(certificateName, history)],
    [tables.observations]: [
      { certificateName, kind: 'served', at: inDays(0), live, liveSince: inDays(-30), earlier: [], places },
      { certificateName, kind: 'used', at: inDays(0), usedBy: [CLOUDFRONT] },
    ],
  });
  const puts = names.flatMap((name) =>
    Object.entries(items(name)).flatMap(([table, list]) => list.map((Item) => ({ table, Item }))),
  );
  const batches = Array.from({ length: Math.ceil(puts.length / 25) }, (_, index) =>
    puts.slice(index * 25, (index + 1) * 25),
  );
  for (const batch of batches) {
    const RequestItems = Object.fromEntries(
      [...Map.groupBy(batch, ({ table }) => table)].map(([table, some]) => [
        table,
        some.map(({ Item }) => ({ PutRequest: { Item } })),
      ]),
    );
    await client().send(new BatchWriteCommand({ RequestItems }));
  }
}

it('reads a thousand certificates with a request a megabyte, and none for each', async () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `n${index}.test`);
  await putFleet(names, world);
  const sent: string[] = [];
  world.client().middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        sent.push(String(commandName));
        return next(args);
      },
    { step: 'initialize', name: 'counted' },
  );
  const overview = createCertificateOverview({
    caller: { profileOption: '' },
    client: world.client,
    tables: world.tables,
  });

  const { certificates, isComplete } = await overview.listCertificates(NEVER);

  expect([certificates.length, isComplete]).toEqual([1_000, true]);
  expect(
    certificates.filter(({ state, definition, served, usedBy }) => state && definition && served && usedBy),
  ).toHaveLength(1_000);
  expect(sent).toEqual(Array.from({ length: 7 }, () => 'ScanCommand'));
});
