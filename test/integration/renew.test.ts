/** `dnscale-certs renew` as a person starts it, for one certificate. */
import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { aStoredCertificate } from '../support/builders.ts';
import { documentIn } from '../support/command-documents.ts';
import { aFailure, NAME, NEVER, next, useRenewWorld } from './renew-world.ts';
import { deployTables } from './renewer-world.ts';

const at = useRenewWorld(['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'eu-south-2']);

/** The body of the message in the work queue. */
async function message(): Promise<unknown> {
  const sqs = new SQSClient({ ...at.aws.clientConfiguration, region: at.world.descriptor.region });
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: at.world.descriptor.queueUrl }),
  );
  return Messages[0] && JSON.parse(Messages[0].Body ?? '');
}

describe('dnscale-certs renew', () => {
  it('leaves a request and sends the message, and waits for nothing', async () => {
    const { exitCode, stdout } = await at.world.run('renew', NAME);

    expect(stdout).toContain(
      `Certs in ${at.world.descriptor.region} checks example.com now.\nSee how it is:  dnscale-certs status`,
    );
    expect(exitCode).toBe(0);
    expect(await at.records.readRequests(NAME, NEVER)).toMatchObject({
      checks: [expect.any(String)],
      awaited: [],
    });
    expect(await message()).toEqual({ schema: 1, certificateName: NAME });
  });

  it('carries --force to the run', async () => {
    const before = new Date();
    await at.world.run('renew', NAME, '--force');

    const { forcedAt } = await at.records.readRequests(NAME, NEVER);

    expect(forcedAt?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(forcedAt?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('follows the run with --wait, and exits with 0 when it has renewed', async () => {
    const renew = at.world.start('renew', NAME, '--wait', '--force');
    await at.waitForRequest();
    await at.serve(async (claim) => {
      await renew.untilLine('example.com: a run has begun');
      const txt = { zoneId: 'z', zoneName: NAME, name: `_acme-challenge.${NAME}`, value: 'v1' };
      await claim.write({ txtRecords: [txt] }, NEVER);
      await renew.untilLine('example.com: TXT values go to _acme-challenge.example.com');
      await claim.write({ certificate: aStoredCertificate() }, NEVER);
      await claim.report({ txtRecords: [] }, next, NEVER);
    });

    const { exitCode, stdout, stderr } = await renew.ended;

    expect(stdout.trim().split('\n').slice(-2)).toEqual([
      'example.com: renewed, valid until 30 Jan 00:00 UTC',
      '1 renewed.',
    ]);
    expect(stdout).toContain(
      'example.com: the certificate is issued and stored, valid until 30 Jan 00:00 UTC',
    );
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('exits with 1 when the run fails, with its error and the time of the next try', async () => {
    const renew = at.world.start('renew', NAME, '--wait', '--json');
    await at.waitForRequest();
    await at.serve((claim) => claim.report({ failure: aFailure }, next, NEVER));

    const { exitCode, stdout, stderr } = await renew.ended;

    expect(stderr).toMatch(
      /^error: example\.com: The CAA record at example\.com lets in another CA only\. The next try by itself: \d+ \w{3} \d\d:\d\d UTC\.\n$/,
    );
    expect(documentIn('renew', stdout)).toMatchObject({
      schema: 1,
      certificates: [
        {
          renewerName: 'Certs',
          certificateName: NAME,
          outcome: 'failed',
          error: { code: 'caa-forbids', message: aFailure.message },
          nextCheckAt: next.nextCheckAt.toISOString(),
        },
      ],
    });
    expect(exitCode).toBe(1);
  });

  it('stops waiting at Ctrl-C, and leaves the request to the run', async () => {
    const renew = at.world.start('renew', NAME, '--wait');
    await at.waitForRequest();
    await serveNothing();
    await renew.untilLine('example.com: a run has begun');
    renew.signal('SIGINT');

    const { exitCode, stdout } = await renew.ended;

    expect(stdout).toContain('No longer waiting; the checks go on without this command.');
    expect(exitCode).toBe(130);
    expect((await at.records.readRequests(NAME, NEVER)).checks).toHaveLength(1);
  });

  it('warns when the message cannot be sent: the request is there, and the next tick takes it', async () => {
    const queueUrl = at.world.descriptor.queueUrl.replace('Certs-work', 'gone');
    const other = await deployTables(at.aws, {
      region: at.world.descriptor.region,
      renewerName: 'Other',
      queueUrl,
    });
    await other.declare('other.test');

    const { exitCode, stderr } = await other.run('renew', 'other.test');

    expect(stderr).toMatch(
      /^warning: The checks come with the next ticks only, every ten minutes: AWS did not do sqs:SendMessage on queue .*gone.* deploy the renewer again\.\n$/,
    );
    expect(exitCode).toBe(0);
  });
});

/** A run that has begun, and works on. */
async function serveNothing(): Promise<void> {
  const request = { runId: randomUUID(), runUntil: new Date(Date.now() + 60_000) };
  expect(await at.records.claim(NAME, request, NEVER)).toBeDefined();
}
