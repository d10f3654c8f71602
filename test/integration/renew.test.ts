/** `dnscale-certs renew` as a person starts it: the AWS emulator stands in for SSM, DynamoDB and SQS; the test is the run. */

import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCertificateRecords } from '../../functions/aws/certificate-records.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import type { CertificateRecords, StateClaim } from '../../functions/engine/ports/records.ts';
import { aStoredCertificate, noDeadline } from '../support/builders.ts';
import { documentIn } from '../support/command-documents.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { deployTables, type RenewerWorld } from './renewer-world.ts';

const NAME = 'example.com';
const NEVER = noDeadline();
const REGIONS = [
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'us-east-1',
];

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws?.stop());

let world: RenewerWorld;
let records: CertificateRecords;
beforeEach(async () => {
  const region = REGIONS.shift();
  if (region === undefined) throw new Error('each test has a region of its own: name one more');
  world = await deployTables(aws, { region });
  records = createCertificateRecords({ client: world.client, tables: world.tables, clock: systemClock });
  await world.declare(NAME);
});

/** The body of the message in the work queue. */
async function message(): Promise<unknown> {
  const sqs = new SQSClient({ ...aws.clientConfiguration, region: world.descriptor.region });
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: world.descriptor.queueUrl }),
  );
  return Messages[0] && JSON.parse(Messages[0].Body ?? '');
}

/** Serves the request as a run does. */
async function serve(work: (claim: StateClaim) => Promise<void>): Promise<void> {
  const { checks } = await records.readRequests(NAME, NEVER);
  const claim = await records.claim(
    NAME,
    { runId: randomUUID(), runUntil: new Date(Date.now() + 60_000) },
    NEVER,
  );
  if (!claim) throw new Error('the state is held');
  await work(claim);
  await records.removeRequests(NAME, checks, NEVER);
}

const next = { nextCheckAt: new Date(Date.now() + 3_600_000) };

const aFailure = {
  count: 3,
  code: 'caa-forbids' as const,
  disposition: 'person' as const,
  message: 'The CAA record at example.com lets in another CA only.',
  step: 'preflight' as const,
  at: new Date(),
};

describe('dnscale-certs renew', () => {
  it('leaves a request and sends the message, and waits for nothing', async () => {
    const { exitCode, stdout } = await world.run('renew', NAME);

    expect(stdout).toContain(
      `Certs in ${world.descriptor.region} checks example.com now. See how it is:  npx dnscale-certs status`,
    );
    expect(exitCode).toBe(0);
    expect(await records.readRequests(NAME, NEVER)).toMatchObject({
      checks: [expect.any(String)],
      awaited: [],
    });
    expect(await message()).toEqual({ schema: 1, certificateName: NAME });
  });

  it('carries --force to the run', async () => {
    const before = new Date();
    await world.run('renew', NAME, '--force');

    const { forcedAt } = await records.readRequests(NAME, NEVER);

    expect(forcedAt?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(forcedAt?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('follows the run with --wait, and exits with 0 when it has renewed', async () => {
    const renew = world.start('renew', NAME, '--wait', '--force');
    await waitForRequest();
    await serve(async (claim) => {
      await renew.untilLine('A run has begun.');
      const txt = { zoneId: 'z', zoneName: NAME, name: `_acme-challenge.${NAME}`, value: 'v1' };
      await claim.write({ txtRecords: [txt] }, NEVER);
      await renew.untilLine('TXT values go to _acme-challenge.example.com.');
      await claim.write({ certificate: aStoredCertificate() }, NEVER);
      await claim.report({ txtRecords: [] }, next, NEVER);
    });

    const { exitCode, stdout, stderr } = await renew.ended;

    expect(stdout.trim().split('\n').slice(-2)).toEqual([
      'TXT values are gone from _acme-challenge.example.com.',
      'Renewed.',
    ]);
    expect(stdout).toContain('The certificate is issued and stored: valid until 30 Jan 00:00 UTC.');
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('exits with 1 when the run fails, with its error and the time of the next try', async () => {
    const renew = world.start('renew', NAME, '--wait', '--json');
    await waitForRequest();
    await serve((claim) => claim.report({ failure: aFailure }, next, NEVER));

    const { exitCode, stdout, stderr } = await renew.ended;

    expect(stderr).toMatch(
      /^error: The CAA record at example\.com lets in another CA only\. The next try by itself: \d+ \w{3} \d\d:\d\d UTC\.\n$/,
    );
    expect(documentIn('renew', stdout)).toMatchObject({
      schema: 1,
      renewerName: 'Certs',
      certificateName: NAME,
      outcome: 'failed',
      error: { code: 'caa-forbids', message: aFailure.message },
      nextCheckAt: next.nextCheckAt.toISOString(),
    });
    expect(exitCode).toBe(1);
  });

  it('stops waiting at Ctrl-C, and leaves the request to the run', async () => {
    const renew = world.start('renew', NAME, '--wait');
    await waitForRequest();
    await serveNothing();
    await renew.untilLine('A run has begun.');
    renew.signal('SIGINT');

    const { exitCode, stdout } = await renew.ended;

    expect(stdout).toContain('No longer waiting; the check goes on without this command.');
    expect(exitCode).toBe(130);
    expect((await records.readRequests(NAME, NEVER)).checks).toHaveLength(1);
  });

  it('warns when the message cannot be sent: the request is there, and the next tick takes it', async () => {
    const queueUrl = world.descriptor.queueUrl.replace('Certs-work', 'gone');
    const other = await deployTables(aws, {
      region: world.descriptor.region,
      renewerName: 'Other',
      queueUrl,
    });
    await other.declare('other.test');

    const { exitCode, stderr } = await other.run('renew', 'other.test');

    expect(stderr).toMatch(
      /^warning: AWS did not do sqs:SendMessage on queue .*gone.* within ten minutes\.\n$/,
    );
    expect(exitCode).toBe(0);
  });

  it('is called wrongly with a name that no renewer has', async () => {
    const [unknown, impossible] = await Promise.all([
      world.run('renew', 'exmaple.com'),
      world.run('renew', 'a b'),
    ]);

    expect(unknown.stderr).toContain('error: No certificate is called exmaple.com at Certs.');
    expect(impossible.stderr).toContain('Give the name of a certificate as status shows it.');
    expect([unknown.exitCode, impossible.exitCode]).toEqual([2, 2]);
  });
});

async function waitForRequest(): Promise<void> {
  const isThere = async () => (await records.readRequests(NAME, NEVER)).checks.length > 0;
  await vi.waitUntil(isThere, { timeout: 30_000, interval: 100 });
}

/** A run that has begun, and works on. */
async function serveNothing(): Promise<void> {
  const request = { runId: randomUUID(), runUntil: new Date(Date.now() + 60_000) };
  expect(await records.claim(NAME, request, NEVER)).toBeDefined();
}
