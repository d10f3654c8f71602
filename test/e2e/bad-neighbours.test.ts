/**
 * Trouble around the deployed app: DNScale, DNS, bucket, ACM, queue, one after the other. The deployment, the bundles, Pebble
 * and the name servers are real; AWS and the DNScale API are emulators, with a proxy for faults before S3 and ACM. Each run
 * must end in one clear error and harm nothing (test/e2e/troubled-runs.ts).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import type { Aws } from '../support/world/aws.ts';
import { readLogLines } from '../support/world/secret-hunt.ts';
import { messagesIn, sendRaw } from '../support/world/work-messages.ts';
import { expectTestMails, expectTold, type MailQueue, subscribeQueue } from './mail-queue.ts';
import { expectNoSecretShown } from './no-secret-shown.ts';
import { failAnew, startTroubleWorld, type TroubleWorld } from './trouble-world.ts';

const CERTIFICATES = ['api.test', 'store.test'];
const THROTTLED = {
  operation: /^acm:ImportCertificate/,
  answer: {
    status: 400,
    type: 'application/x-amz-json-1.1',
    body: '{"__type":"ThrottlingException","message":"Rate exceeded"}',
  },
};
const DENIED = {
  operation: /^s3:PutObject archive/,
  answer: {
    status: 403,
    type: 'application/xml',
    body: '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
  },
};

let world: TroubleWorld;

beforeAll(async () => {
  world = await startTroubleWorld(CERTIFICATES, ['acm.test']);
  await world.deployment.app.putToken(world.newToken());
});
afterAll(() => world?.stop());
afterEach(() => world.calmDown());

describe('DNScale and DNS', () => {
  it('fails with dnscale-unavailable when the API does not answer within the configured time, and renews later', async () => {
    world.dnscale.faults.add({ times: 1_000, reply: 'hang' });

    const { failure, inMinutes } = await world.runs.failDue('api.test');

    expect(failure).toMatchObject({
      code: 'dnscale-unavailable',
      disposition: 'next-run',
      step: 'preflight',
    });
    expect(failure.message).toContain(`${world.dnscale.apiUrl}/zones`);
    expect(inMinutes).toBe(10);
    world.calmDown();
    await world.runs.expectRenewed('api.test');
  });

  it('lists the TXT values that it could not remove when DNScale went down, and removes them later', async () => {
    const { dnscale } = world;
    dnscale.setServer('ns2.dnscale.test', { lagMs: Number.POSITIVE_INFINITY });
    dnscale.faults.add({ method: 'DELETE', times: 1_000, reply: 'reset' });

    const { failure, state } = await world.runs.failDue('api.test');

    expect(failure).toMatchObject({ code: 'propagation-timeout', step: 'waitForPropagation' });
    expect(state.txtRecords).toHaveLength(2);
    world.calmDown();
    await world.runs.expectRenewed('api.test');
  });
});

describe('S3 and ACM', () => {
  it('fails with store-failed naming bucket and action before an order is spent, when S3 denies the write', async () => {
    world.awsFaults.add(DENIED);

    const { failure, inMinutes, events } = await world.runs.failDue('store.test');

    expect(failure).toMatchObject({ code: 'store-failed', disposition: 'person', step: 'createKey' });
    expect(failure.message).toContain(world.deployment.app.outputs.BucketName);
    expect(failure.message).toContain('s3:PutObject');
    expect(inMinutes).toBe(60);
    expect(events.filter(({ event }) => event === 'order-created')).toEqual([]);
    world.calmDown();
    await world.runs.expectRenewed('store.test');
  });

  it('imports in the same run when ACM throttles the first import once', async () => {
    world.awsFaults.add({ ...THROTTLED, times: 1 });

    const { events } = await world.runs.declare('once.acm.test');

    expect(world.awsFaults.hits()).toBe(1);
    expect(events.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
    expect(events.filter(({ event }) => event === 'certificate-imported')).toHaveLength(1);
  });

  it('keeps the certificate when ACM throttles throughout, and imports it later without another order', async () => {
    const { deployment, awsFaults, runs } = world;
    awsFaults.add(THROTTLED);

    const { failure, inMinutes, state } = runs.expectFailed(await runs.declare('throttled.acm.test'));

    expect(failure).toMatchObject({ code: 'import-failed', disposition: 'next-run', step: 'install' });
    expect(failure.message).toContain('ThrottlingException');
    expect(inMinutes).toBe(10);
    expect(await deployment.app.readObject('live/throttled.acm.test/current.json')).toContain(
      `"serial": "${state.certificate?.serial}"`,
    );
    awsFaults.clear();
    const later = await runs.after('throttled.acm.test', () =>
      deployment.app.requestCheck('throttled.acm.test'),
    );
    expect(later.events.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'installed' });
    expect(later.events.filter(({ event }) => event === 'order-created')).toEqual([]);
    expect(later.state.installations['eu-central-1']?.serial).toBe(state.certificate?.serial);
  });
});

async function readRejections(aws: Aws): Promise<string[]> {
  return (await readLogLines(aws)).filter((line) => line.includes('message-rejected'));
}

describe('the queue', () => {
  it('acknowledges messages of other shapes and sizes, each with one short line in the log', async () => {
    const { aws } = world;
    const { stackName } = world.deployment.app;
    const oversized = JSON.stringify({ schema: 1, certificateName: 'a'.repeat(200_000) });
    const bodies = [oversized, '{"schema":1,"certificateName":42}', '{"schema":1}', '[]', 'null'];

    // One after the other: of Lambdas that end at the same moment, the emulator may lose a line.
    for (const body of bodies) {
      const before = (await readRejections(aws)).length;
      await sendRaw(aws, stackName, body);
      await vi.waitUntil(async () => (await readRejections(aws)).length > before, {
        timeout: 30_000,
        interval: 200,
      });
    }
    const rejections = await readRejections(aws);

    expect(rejections).toHaveLength(5);
    expect(rejections.filter((line) => line.length > 1_000)).toEqual([]);
    await vi.waitUntil(async () => (await messagesIn(aws, stackName, 'work')) === 0, { timeout: 30_000 });
    expect(await messagesIn(aws, stackName, 'deadLetters')).toBe(0);
  });

  it('makes no state for a certificate that was never declared, and orders nothing', async () => {
    const { app } = world.deployment;
    const eventsOf = async () =>
      (await app.readEvents()).filter(({ certificateName }) => certificateName === 'undeclared.test');

    await app.requestCheck('undeclared.test');

    await vi.waitUntil(async () => (await eventsOf()).length > 0, { timeout: 30_000 });
    expect((await eventsOf()).map(({ event }) => event)).toEqual(['run-skipped']);
    expect(await app.readState('undeclared.test')).toBeUndefined();
  });
});

describe('the mails', () => {
  let mailbox: MailQueue;

  beforeAll(async () => {
    mailbox = await subscribeQueue(world.aws, world.deployment.app.stackName);
  });

  const fail = (certificateName: string, more: Partial<CertificateDefinition> = {}) =>
    failAnew(world, certificateName, more);

  it('tell a person of six failures, one mail each, with a subject that says it', async () => {
    const { dnscale, awsFaults, deployment } = world;
    dnscale.addRecord('acm.test', {
      name: 'blocked.acm.test',
      type: 'CAA',
      content: '0 issue "other-ca.test"',
    });

    const codes = [await fail('blocked')];
    awsFaults.add({
      ...THROTTLED,
      answer: { ...THROTTLED.answer, body: '{"__type":"AccessDeniedException","message":"Denied"}' },
    });
    codes.push(await fail('not-imported'));
    awsFaults.add(DENIED);
    codes.push(await fail('not-stored'));
    codes.push(await fail('without-zone', { domainNames: ['without.test'] }));
    codes.push(await fail('odd', { profile: 'odd' }));
    const revoked = world.newToken();
    dnscale.revokeToken(revoked);
    await deployment.app.putToken(revoked);
    codes.push(await fail('refused'));
    await deployment.app.putToken(world.newToken());
    expect(codes).toEqual([
      'caa-forbids',
      'import-failed',
      'store-failed',
      'zone-not-found',
      'profile-unknown',
      'dnscale-unauthorized',
    ]);

    await deployment.app.fireScheduleAt(new Date(), 'mails');
    const mails = (await mailbox.receive(6)).sort((a, b) => a.subject.localeCompare(b.subject));

    expect(mails.map(({ subject }) => subject)).toEqual([
      '[dnscale-certs] blocked cannot be issued; there is none yet',
      '[dnscale-certs] not-imported is issued but not imported into ACM; 89 days left',
      '[dnscale-certs] not-stored cannot be issued; there is none yet',
      '[dnscale-certs] odd cannot be issued; there is none yet',
      '[dnscale-certs] refused cannot be issued; there is none yet',
      '[dnscale-certs] without-zone cannot be issued; there is none yet',
    ]);
    expect(mails[0]?.text).toContain('other-ca.test');
  });

  it('say that three of them renew again, and nothing of the others', async () => {
    const { runs, deployment, dnscale } = world;
    dnscale.addZone('without.test');
    for (const name of ['without-zone', 'not-stored', 'refused']) {
      await runs.after(name, () => deployment.app.requestCheck(name));
    }

    await deployment.app.fireScheduleAt(new Date(), 'mails');
    const mails = await mailbox.receive(3);

    expect(mails.map(({ subject }) => subject).sort()).toEqual([
      '[dnscale-certs] not-stored renews again; 89 days left',
      '[dnscale-certs] refused renews again; 89 days left',
      '[dnscale-certs] without-zone renews again; 89 days left',
    ]);
  });

  it('tell of the alarm on stopped checks, with its heading in the runbook, and of its end', async () => {
    const alarm = `${world.deployment.app.stackName}-ChecksStopped`;
    await expectTold(alarm, { heading: 'checks-stopped', aws: world.aws, mailbox });
  });

  it('come of each severity for `alert test`, which says whom none reaches', async () => {
    await expectTestMails(world.aws, mailbox);
  });
});

describe('after all of this', () => {
  it('has shown no token and no key anywhere', async () => {
    await expectNoSecretShown({ ...world, app: world.deployment.app });
  });
});
