/**
 * The app as `cdk deploy` makes it in an AWS that evaluates IAM (ministack with AUTH, over TLS): each function may do what
 * its own role allows. All its work must succeed with that, and everything else must be denied. ministack does not
 * evaluate these, so only the template asserts them (test/unit/infra/permissions.test.ts): the tags of ACM certificates,
 * AddTagsToCertificate within an import, ListBucket for a missing object, the roles of the schedule and of the queue's
 * delivery, KMS on behalf of S3, SNS and SQS, what Lambda itself does with a role (logs, dead letters).
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AwsClientConfiguration } from '../support/world/aws.ts';
import type { AppDeployment } from '../support/world/deploy-app.ts';
import type { FunctionRoles } from '../support/world/function-roles.ts';
import type { LocalWorld } from '../support/world/local-world.ts';
import { findQueueUrl } from '../support/world/stack-queues.ts';
import * as secrets from './certificate-secrets.ts';
import { DENIED_CALLS } from './denied-calls.ts';
import { unusedGrants, unusedWithReason } from './granted-and-used.ts';
import { tellOfToken } from './mail-ticks.ts';
import { expectRevoked } from './revoked-certificate.ts';
import * as calls from './role-probes.ts';
import { type RolesWorld, startRolesWorld } from './roles-world.ts';
import { expectToldAndServedAgain } from './served-place.ts';

const STACK = 'DnscaleCerts';

const SOON = { timeout: 60_000, interval: 300 };

let started: RolesWorld;
let world: LocalWorld;
let deployment: AppDeployment;
let roles: FunctionRoles;

beforeAll(async () => {
  started = await startRolesWorld();
  ({ world, deployment, roles } = started);
});
afterAll(() => started?.stop());

/** From the functions' log. */
function denials(): string[] {
  return world.aws.output().match(/not authorized to perform: \S+/g) ?? [];
}

/** Waits until `isSo`; fails at once at a denial. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  await vi.waitUntil(() => {
    expect(denials()).toEqual([]);
    return isSo();
  }, SOON);
}

async function finishedRuns(certificateName: string) {
  const events = await deployment.app.readEvents();
  return events.flatMap((event) =>
    event.event === 'run-finished' && event.certificateName === certificateName ? [event.outcome] : [],
  );
}

async function isIssued(certificateName: string): Promise<void> {
  await until(async () => (await finishedRuns(certificateName)).includes('renewed'));
  const pem = await deployment.app.readObject(`live/${certificateName}/cert.pem`);
  const { certificatePem } = await deployment.app.readImported(certificateName);
  expect(certificatePem.trim()).toBe(pem?.trim());
  expect(certificatePem).toContain('BEGIN CERTIFICATE');
}

describe('the deployed renewer, each function with its own role', () => {
  it('issues, stores and imports while the deployment waits, with the tags of the stack', async () => {
    await isIssued('example.com');
    const team = { Key: 'team', Value: 'web' };
    expect(world.aws.acm?.held('eu-central-1')[0]?.tags).toContainEqual(team);
    expect(await calls.accountKeyTags(world.aws.clientConfiguration)).toEqual([team]);
    expect(world.dnscale.txtValues('_acme-challenge.example.com')).toEqual([]);
  });

  it('keeps the certificate in its secret too, and writes that again when somebody has changed it', async () => {
    const as = world.aws.clientConfiguration;
    const bundle = await deployment.app.readObject('live/example.com/bundle.pem');
    expect(await secrets.readAsBundle(as)).toBe(bundle);

    await secrets.overwrite(as);
    await deployment.app.requestCheck('example.com');
    await until(async () => (await finishedRuns('example.com')).at(-1) === 'installed');
    expect(await secrets.readAsBundle(as)).toBe(bundle);
  });

  it('finds nothing to do at another check', async () => {
    await deployment.app.requestCheck('example.com');
    await until(async () => (await finishedRuns('example.com')).at(-1) === 'unchanged');
  });

  it('checks at a tick of the schedule what was requested', async () => {
    const before = await finishedRuns('example.com');
    await calls.requestCheck(world.aws.clientConfiguration);
    await deployment.app.fireScheduleAt(new Date());
    await until(async () => (await finishedRuns('example.com')).length > before.length);
  });

  it('revokes what it has replaced, by its account and with no right to more', async () => {
    const runs = async () => (await finishedRuns('example.com')).length;
    const before = await runs();
    await expectRevoked(world, deployment.app, () => until(async () => (await runs()) > before));
  });

  it('tells of a refused token, and that it is over', () => tellOfToken(world.aws, deployment.app, until));
});

describe('the deployed probes', () => {
  it("tell that somebody else's certificate is served once it has lasted, and that ours is served again", () =>
    expectToldAndServedAgain(world.aws, deployment.app, started.place));
});

describe('the role of each function', () => {
  it.each(DENIED_CALLS)('does not let %s %s', async (functionName, _what, action, call) => {
    expect(await refusedAction(functionName, call)).toBe(action);
  });

  it('lets plan and renew do with the same calls what is theirs', async () => {
    const plan = await roles.assume(`${STACK}-plan`);
    const renew = await roles.assume(`${STACK}-renew`);

    expect(await calls.describeToken(plan)).toHaveProperty('Name', 'dnscale/token');
    expect(await calls.readToken(renew)).toHaveProperty('SecretString');
    expect(await calls.readSecret(started.externalAccountSecret)(renew)).toHaveProperty('SecretString');
    expect(await calls.readKey(renew)).toHaveProperty('Body');
    expect(await calls.readDefinition(renew)).toHaveProperty('Item');
    expect(await calls.readState(renew)).toHaveProperty('Item');
    expect(await calls.queryRequests(renew)).toHaveProperty('Items');
  });

  it('has the archived key end with its certificate, and lets renew write only what is not there', async () => {
    const renew = await roles.assume(`${STACK}-renew`);

    expect(await calls.readLife(renew)).toBe('dnscale-certs:life=90');
    await expect(calls.rewriteArchived(renew)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it.each([
    ['plan', 'secretsmanager:GetSecretValue', calls.readSecret],
    ['declare', 'secretsmanager:GetSecretValue', calls.readSecret],
    ['declare-is-complete', 'secretsmanager:GetSecretValue', calls.readSecret],
    ['renew', 'secretsmanager:PutSecretValue', calls.overwriteSecret],
    ['renew', 'secretsmanager:DeleteSecret', calls.deleteSecret],
  ])('does not let %s do %s on an external account', async (name, action, callOn) => {
    expect(await refusedAction(name, callOn(started.externalAccountSecret))).toBe(action);
  });

  it("does not let renew import over another renewer's certificate, nor make one with its tag or without", async () => {
    const namesake = `us-east-1/${STACK}`;
    const theirs = await calls.importAs(namesake)(atAcm(world.aws.clientConfiguration));

    expect(await refusedAction('renew', (as) => calls.importOver(theirs)(atAcm(as)))).toBe(
      'acm:ImportCertificate',
    );
    for (const renewer of [namesake, undefined]) {
      expect(await refusedAction('renew', (as) => calls.importAs(renewer)(atAcm(as)))).toBe(
        'acm:ImportCertificate',
      );
    }
  });

  it('lets renew make a certificate with its own tag and import over it, as it does for the first and later versions', async () => {
    const renew = atAcm(await roles.assume(`${STACK}-renew`));

    const ours = await calls.importAs(`eu-central-1/${STACK}`)(renew);

    expect(await calls.importOver(ours)(renew)).toHaveProperty('CertificateArn', ours);
  });

  it("accepted risk: whoever runs code with renew's role takes over another renewer's certificate, by its tag first", async () => {
    const theirs = await calls.importAs('eu-central-1/Another')(atAcm(world.aws.clientConfiguration));
    const renew = atAcm(await roles.assume(`${STACK}-renew`));
    const before = await calls.readCertificate(theirs)(renew);

    await calls.tagAs(`eu-central-1/${STACK}`, theirs)(renew);
    await calls.importOver(theirs)(renew);

    // docs/security.md, "Accepted risks", has the service control policy that closes it.
    expect(await calls.readCertificate(theirs)(renew)).not.toHaveProperty('Certificate', before.Certificate);
  });

  it("accepted risk: whoever runs code with renew's role deletes another stack's unused certificate, by its tag first", async () => {
    const theirs = await calls.importAs('Another')(atAcm(world.aws.clientConfiguration));
    const renew = atAcm(await roles.assume(`${STACK}-renew`));

    await calls.tagAs(`eu-central-1/${STACK}`, theirs)(renew);
    await calls.deleteCertificate(theirs)(renew);

    await expect(calls.readCertificate(theirs)(renew)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('lets only declare, which takes ARNs over, see a certificate beside renew', async () => {
    const { certificateArn: ours } = await deployment.app.readImported('example.com');

    const declare = atAcm(await roles.assume(`${STACK}-declare`));
    expect(await calls.readCertificate(ours)(declare)).toHaveProperty('Certificate');
    for (const name of ['plan', 'declare-is-complete', 'probe']) {
      expect(await refusedAction(name, (as) => calls.readCertificate(ours)(atAcm(as)))).toBe(
        'acm:GetCertificate',
      );
    }
  });

  it("does not let renew delete another renewer's certificate, nor one without tags; its own it may", async () => {
    for (const stack of ['Another', undefined]) {
      const theirs = await calls.importAs(stack)(atAcm(world.aws.clientConfiguration));
      expect(await refusedAction('renew', (as) => calls.deleteCertificate(theirs)(atAcm(as)))).toBe(
        'acm:DeleteCertificate',
      );
    }
    const ours = await calls.importAs(`eu-central-1/${STACK}`)(atAcm(world.aws.clientConfiguration));
    const renew = atAcm(await roles.assume(`${STACK}-renew`));
    expect(await calls.deleteCertificate(ours)(renew)).toBeDefined();
  });
});

/** ACM has an endpoint of its own here, which evaluates the same roles. */
function atAcm(as: AwsClientConfiguration): AwsClientConfiguration {
  return { ...as, endpoint: world.aws.acmConfiguration.endpoint };
}

/** The action that the emulator denies this function's role. */
async function refusedAction(functionName: string, call: calls.QueueCall): Promise<string> {
  const role = await roles.assume(`${STACK}-${functionName}`);
  return call(role, await findQueueUrl(world.aws.clientConfiguration, STACK, 'work')).then(
    () => 'none: it was allowed',
    ({ message }: Error) => /not authorized to perform: (\S+)/.exec(message)?.[1] ?? message,
  );
}

describe('another deployment, each function with its own role', () => {
  it('withdraws one certificate and has a new one issued without waiting for the schedule', async () => {
    await deployment.redeploy({
      'www.example.net': { domainNames: ['www.example.net'], profile: 'default' },
    });

    await isIssued('www.example.net');
    await until(async () => (await finishedRuns('example.com')).at(-1) === 'retired');
    expect(await deployment.app.readObject('live/example.com/bundle.pem')).toContain('PRIVATE KEY');
    expect(await secrets.restorableUntil(world.aws.clientConfiguration)).toBeInstanceOf(Date);
  });

  it('has denied the functions nothing that is their work', () => {
    expect(denials()).toEqual([]);
  });

  it('has granted them nothing that they did not use, but for a list with reasons', async () => {
    expect(await unusedGrants(roles)).toEqual(unusedWithReason());
  });
});
