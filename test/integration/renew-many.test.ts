/** `dnscale-certs renew` as a person starts it, for many certificates. */
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { aStoredCertificate } from '../support/builders.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { awsUpstream } from '../support/world/proxy/aws-upstream.ts';
import { startPartyProxy } from '../support/world/proxy/party-proxy.ts';
import { createRequestLog } from '../support/world/proxy/request-log.ts';
import { aFailure, NAME, NEVER, next, useRenewWorld } from './renew-world.ts';
import { deployTables } from './renewer-world.ts';

const at = useRenewWorld(['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1']);

async function messageCount(): Promise<number> {
  const sqs = new SQSClient({ ...at.aws.clientConfiguration, region: at.world.descriptor.region });
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: at.world.descriptor.queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages);
}

describe('dnscale-certs renew', () => {
  it('is called wrongly with names that no renewer has, or two have, and says what is meant', async () => {
    const shop = await deployTables(at.aws, { region: at.world.descriptor.region, renewerName: 'Shop' });
    for (const name of [NAME, 'shop.test']) await shop.declare(name);

    const [wrong, impossible, elsewhere] = await Promise.all([
      at.world.run('renew', 'exmaple.com', NAME, 'shop.test'),
      at.world.run('renew', 'a b'),
      at.world.run('renew', 'shop.test', '--renewer', 'Certs'),
    ]);

    expect(wrong.stderr).toBe(
      'error: 2 names are wrong:\n' +
        '  No certificate is called exmaple.com at Certs, Shop. Did you mean example.com (Certs)?\n' +
        '  More than one renewer has a certificate example.com: Certs, Shop. Give --renewer. Nothing was asked for.\n',
    );
    expect(impossible.stderr).toContain('Give the name of a certificate as status shows it.');
    expect(elsewhere.stderr).toBe(
      'error: Certs has no certificate shop.test; Shop has it: give --renewer Shop.\n',
    );
    expect([wrong.exitCode, impossible.exitCode, elsewhere.exitCode]).toEqual([2, 2, 2]);
    expect((await at.records.readRequests(NAME, NEVER)).checks).toEqual([]);
  });

  it('follows several at once, a line for each step with the name first; one that fails makes it exit with 1', async () => {
    await at.world.declare('api.test');
    const renew = at.world.start('renew', NAME, 'api.test', '--wait');
    await at.waitForRequest('api.test');
    await at.serve(async (claim) => {
      await claim.write({ certificate: aStoredCertificate() }, NEVER);
      await claim.report({}, next, NEVER);
    });
    await at.serve((claim) => claim.report({ failure: aFailure }, next, NEVER), 'api.test');

    const { exitCode, stdout, stderr } = await renew.ended;

    expect(stdout).toContain('example.com: renewed, valid until 30 Jan 00:00 UTC\n');
    expect(stdout).toContain('api.test: failed (caa-forbids)\n');
    expect(stdout).toMatch(
      /\n1 renewed, 1 failed\.\nSee how they are: {2}dnscale-certs status --renewer Certs\n$/,
    );
    expect(stderr).toMatch(/^error: api\.test: The CAA record .*\n$/);
    expect(exitCode).toBe(1);
  });

  it('takes with --failing those that a check may mend, and none where nothing fails', async () => {
    const renewed = await at.world.run('renew', '--failing');
    await at.world.declare('api.test');
    await at.serve((claim) => claim.report({ failure: aFailure }, next, NEVER), 'api.test');

    const { exitCode, stdout } = await at.world.run('renew', '--failing', '--json');

    expect([renewed.exitCode, renewed.stderr]).toEqual([
      0,
      'No certificate is failing. Nothing was asked for.\n',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      certificates: [
        {
          renewerName: 'Certs',
          region: at.world.descriptor.region,
          certificateName: 'api.test',
          outcome: 'asked',
        },
      ],
    });
    expect(exitCode).toBe(0);
  });

  it('orders for all only when somebody has said so', async () => {
    const unasked = await at.world.run('renew', '--all', '--force');
    expect([unasked.exitCode, unasked.stderr]).toEqual([
      2,
      'error: Nothing was asked for, since --force with --all orders a new certificate: nobody can be asked here. Give --yes, or leave --force out: then only what is due is renewed.\n',
    ]);
    expect(await at.records.readRequests(NAME, NEVER)).toEqual({ checks: [], awaited: [] });

    const said = await at.world.run('renew', '--all', '--force', '--yes');
    expect(said.exitCode).toBe(0);
    expect((await at.records.readRequests(NAME, NEVER)).forcedAt).toBeDefined();
  });

  it('asks for a thousand with few requests: their messages do not fill the queue', async () => {
    const names = Array.from({ length: 999 }, (_, index) => `n${index}.test`);
    for (let start = 0; start < names.length; start += 100)
      await Promise.all(names.slice(start, start + 100).map(at.world.declare));
    const log = createRequestLog();
    const proxy = await startPartyProxy({ party: 'AWS', log, script: () => undefined });
    proxy.forwardTo(awsUpstream(at.aws));

    const environment = { ...at.aws.environment, AWS_REGION: at.world.descriptor.region };
    const { exitCode, stdout } = await runDnscaleCerts(['renew', '--all'], {
      ...environment,
      AWS_ENDPOINT_URL: proxy.origin,
    });
    await proxy.stop();

    expect(stdout).toContain(
      `Certs in ${at.world.descriptor.region} checks 100 certificates now, then 900 more, 100 every ten minutes.\n`,
    );
    expect(exitCode).toBe(0);
    const counts = Map.groupBy(log.requests, ({ operation }) => operation);
    expect(counts.get('dynamodb:BatchWriteItem')).toHaveLength(40);
    // A page of SSM, and scans of three tables.
    expect(log.requests.length).toBeLessThanOrEqual(40 + 6);
    expect(await messageCount()).toBe(100);
  });
});
