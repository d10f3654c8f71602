/** `dnscale-certs remove` as a person starts it; the test is the run, which test/unit/engine/run/removal.test.ts shows. */
import { describe, expect, it } from 'vitest';
import { aStoredCertificate } from '../support/builders.ts';
import { documentIn } from '../support/command-documents.ts';
import { NAME, NEVER, useRenewWorld } from './renew-world.ts';

const at = useRenewWorld(['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1']);

const OLD = 'old.test';
const ARN = 'arn:aws:acm:eu-west-1:111122223333:certificate/1';
const LISTENER = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop-lb/1';

/** As a run leaves what was withdrawn. */
async function leaveBehind() {
  const { certificateName: _, ...state } = {
    certificateName: OLD,
    certificate: JSON.parse(JSON.stringify(aStoredCertificate({ domainNames: [OLD] }))),
    installations: {
      'eu-west-1': { certificateArn: ARN, serial: '0a1b2c', importedAt: new Date().toISOString() },
    },
  };
  await at.world.put({ certificateName: OLD, kind: 'state', ...state });
}

const endedNow = () => ({ askedAt: new Date(), endedAt: new Date() });

describe('dnscale-certs remove', () => {
  it('shows what goes and what stays, and without a yes asks for nothing', async () => {
    await leaveBehind();

    const [unasked, declared, unknown] = await Promise.all([
      at.world.run('remove', OLD),
      at.world.run('remove', NAME, '--yes'),
      at.world.run('remove', 'never.test', '--yes'),
    ]);

    expect(unasked.stdout.split('\n')).toEqual([
      'old.test at Certs, eu-west-1: nobody declares it.',
      '',
      'Goes',
      `  ACM     ${ARN}`,
      '  S3      s3://certs-111122223333-eu-central-1/live/old.test/',
      '  Record  what status shows of it',
      '',
      'Stays',
      '  S3      s3://certs-111122223333-eu-central-1/archive/old.test/',
      '          S3 ends each version 30 days after its certificate',
      '',
      '',
    ]);
    expect(unasked.stderr).toBe(
      'error: Nothing of old.test was removed: nobody can be asked here. Give --yes.\n',
    );
    expect(declared.stderr).toBe(
      'error: example.com is declared at Certs, by Web in the stack Shop (eu-central-1), and renewed: only what nobody declares can be removed. Take its construct from the stack, or its name from renewer.config.ts, and deploy. Then ask again.\n',
    );
    expect(unknown.stderr).toContain('error: No certificate is called never.test at Certs.');
    expect([unasked, declared, unknown].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
    expect((await at.records.readRequests(OLD, NEVER)).checks).toEqual([]);
  });

  it('follows the run that does it; after that, status shows nothing of it', async () => {
    await leaveBehind();
    const remove = at.world.start('remove', OLD, '--yes');
    await at.waitForRequest(OLD);
    expect(await at.records.readRequests(OLD, NEVER)).toMatchObject({
      destroys: true,
      removalAt: expect.any(Date),
    });
    await at.serve(async (claim) => {
      await claim.write({ installations: {}, certificate: undefined, removal: endedNow() }, NEVER);
      await claim.report({}, 'never', NEVER);
    }, OLD);

    const { exitCode, stdout, stderr } = await remove.ended;
    const [status, one, again] = await Promise.all([
      at.world.run('status'),
      at.world.run('status', OLD),
      at.world.run('remove', OLD, '--yes'),
    ]);

    expect(stdout).toMatch(/\nold\.test: removed\.\n$/);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(status.stdout).not.toContain(OLD);
    expect(one.stderr).toBe(
      'error: No certificate is called old.test at Certs. `dnscale-certs status` lists the names.\n',
    );
    expect(again.stderr).toContain(
      'error: Nothing is left of the certificate old.test: nobody declares it any more, and it was removed.',
    );
    expect(again.exitCode).toBe(2);
  });

  it('exits with 1 when something stays, and says what uses it', async () => {
    await leaveBehind();
    const remove = at.world.start('remove', OLD, '--yes', '--json');
    await at.waitForRequest(OLD);
    const kept = [{ arn: ARN, why: 'it is in use, so it was not deleted', usedBy: [LISTENER] }];
    await at.serve(async (claim) => {
      await claim.write({ removal: { ...endedNow(), kept } }, NEVER);
      await claim.report({}, 'never', NEVER);
    }, OLD);

    const { exitCode, stdout, stderr } = await remove.ended;
    const status = await at.world.run('status');

    expect(documentIn('remove', stdout)).toMatchObject({ certificateName: OLD, outcome: 'kept', kept });
    expect(stderr).toBe(
      `error: It stays: ${ARN}: it is in use, so it was not deleted (by load balancer shop-lb)\n` +
        'Move what uses it to another certificate, then:  dnscale-certs remove old.test --renewer Certs\n',
    );
    expect(exitCode).toBe(1);
    expect(status.stdout).toContain(OLD);
  });

  it('fails when the renewer is of an earlier release, which deletes in ACM and knows of no removal', async () => {
    await leaveBehind();
    const remove = at.world.start('remove', OLD, '--yes', '--json');
    await at.waitForRequest(OLD);
    await at.serve(async (claim) => {
      await claim.write({ installations: {}, removal: undefined }, NEVER);
      await claim.report({}, 'never', NEVER);
    }, OLD);

    const { exitCode, stdout, stderr } = await remove.ended;

    const message =
      'Certs has not removed all of it: its release is too old for that. Deploy this release there, then ask again.';
    expect(documentIn('remove', stdout)).toMatchObject({
      outcome: 'failed',
      error: { code: 'unexpected', message },
    });
    expect([exitCode, stderr]).toEqual([1, `error: old.test: ${message}\n`]);
  });
});
