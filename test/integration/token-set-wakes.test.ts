/** `dnscale-certs token set` beside a renewer that waits for the token: the AWS emulator holds its tables and the secret. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificateRecords } from '../../functions/aws/certificate-records.ts';
import { createDueIndex } from '../../functions/aws/due-index.ts';
import { lazyDynamoDb } from '../../functions/aws/dynamo-db-client.ts';
import { lazySecretsManager } from '../../functions/aws/secrets-manager-client.ts';
import { createTokenSource } from '../../functions/aws/token-source.ts';
import { createTokenTrials } from '../../functions/aws/token-trials.ts';
import { tickLimits } from '../../functions/engine/config/limits.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import { planChecks } from '../../functions/engine/run/plan-checks.ts';
import { noDeadline } from '../support/builders.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { type Dnscale, startDnscale } from '../support/world/dnscale/dnscale.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { createTestTables } from '../support/world/test-table.ts';

const SECRET_NAME = 'team/dnscale';

let aws: Aws;
let dnscale: Dnscale;
let folder: string;

beforeAll(async () => {
  [aws, dnscale, folder] = await Promise.all([
    startAws(),
    startDnscale(),
    makeTemporaryFolder('token-wakes'),
  ]);
  dnscale.addZone('zone.test');
});
afterAll(async () => {
  await aws?.stop();
  await dnscale?.stop();
  await removeFolder(folder);
});

async function setNewToken(): Promise<void> {
  const { PATH } = process.env;
  const environment = { PATH, HOME: folder, ...aws.environment, DNSCALE_API_URL: dnscale.apiUrl };
  const path = join(folder, 'token');
  await writeFile(path, dnscale.addToken(), { mode: 0o600 });
  const args = ['token', 'set', '--secret-name', SECRET_NAME, '--token-file', path];
  const { exitCode, stderr } = await runDnscaleCerts(args, environment);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
}

/** The tables of a renewer whose certificate waits for a token: what the schedule and a run do there. */
async function openRenewer() {
  const client = lazyDynamoDb(aws.clientConfiguration);
  const tables = await createTestTables(client());
  const records = createCertificateRecords({ client, tables, clock: systemClock });
  const secret = { client: lazySecretsManager(aws.clientConfiguration), secretId: SECRET_NAME };
  const tokenVersions = createTokenSource(secret);
  const queue = { send: async () => {}, sendTokenTrial: async () => {} };
  const tokenTrials = createTokenTrials({ client, tableName: tables.states });
  const dueIndex = createDueIndex({ client, tables });
  const ports = { dueIndex, tokenVersions, tokenTrials, queue, clock: systemClock };
  return {
    tick: () => planChecks(ports, tickLimits(10), noDeadline()),
    /** A run that cannot use the token: the next one by the clock is in an hour. */
    async failForTheToken() {
      const request = { runId: 'run-1', runUntil: new Date(Date.now() + 60_000) };
      const claim = await records.claim('example.com', request, noDeadline());
      const nextCheckAt = new Date(Date.now() + 3_600_000);
      const waitsForTokenNewerThan = await tokenVersions.readCurrentVersion(noDeadline());
      await claim?.report({}, { nextCheckAt, waitsForTokenNewerThan }, noDeadline());
    },
  };
}

describe('a certificate that waits for the token', () => {
  it('is checked at the first tick after token set, and after the next token again', async () => {
    const renewer = await openRenewer();
    await renewer.failForTheToken();
    expect(await renewer.tick()).toEqual({
      due: [],
      others: 0,
      dueCount: 0,
      awakenedByToken: [],
      triesToken: true,
    });

    await setNewToken();

    expect(await renewer.tick()).toEqual({
      due: [],
      others: 0,
      dueCount: 0,
      awakenedByToken: ['example.com'],
      triesToken: true,
    });
    await renewer.failForTheToken();
    expect(await renewer.tick()).toEqual({
      due: [],
      others: 0,
      dueCount: 0,
      awakenedByToken: [],
      triesToken: true,
    });

    await setNewToken();

    expect(await renewer.tick()).toEqual({
      due: [],
      others: 0,
      dueCount: 0,
      awakenedByToken: ['example.com'],
      triesToken: true,
    });
  });
});
