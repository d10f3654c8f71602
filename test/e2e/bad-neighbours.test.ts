/**
 * Trouble around the deployed app: zones, DNScale, DNS, bucket, ACM, CA, one after the other. Real are the deployment,
 * the bundles, Pebble and the name servers; AWS and the DNScale API are emulators, with a proxy for faults before S3
 * and ACM. Each run must end in one clear error and harm nothing (test/support/deployed-trial.ts).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTrialWorld, type TrialWorld } from '../support/trial-world.ts';
import {
  piecesOf,
  readAccountKeys,
  readCertificateKeys,
  readItems,
  readLogLines,
  readStack,
} from '../support/world/secret-hunt.ts';

const CERTIFICATES = ['zone.test', 'api.test', 'store.test', 'acm.test', 'ca.test'];
const THROTTLED = {
  target: 'CertificateManager.ImportCertificate',
  answer: {
    status: 400,
    type: 'application/x-amz-json-1.1',
    body: '{"__type":"ThrottlingException","message":"Rate exceeded"}',
  },
};
const DENIED = {
  method: 'PUT',
  path: /archive/,
  answer: {
    status: 403,
    type: 'application/xml',
    body: '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
  },
};

let inTrouble: TrialWorld;

beforeAll(async () => {
  inTrouble = await startTrialWorld(CERTIFICATES, ['blocked.test']);
  inTrouble.world.dnscale.addZone('paused.test', { status: 'paused' });
  const { trial, deployment } = inTrouble;
  await Promise.all(CERTIFICATES.map((name) => trial.runs.last(name)));
  await deployment.app.putToken(inTrouble.newToken());
  await trial.runs.afterAll(CERTIFICATES, () => deployment.app.fireScheduleAt(new Date()));
});
afterAll(() => inTrouble?.stop());
afterEach(() => inTrouble.calmDown());

describe('zones', () => {
  it('fails with zone-not-found for a name without a zone, and goes on once the zone is there', async () => {
    const { failure, inMinutes } = await inTrouble.trial.failDue('zone.test', 'www.late.test');

    expect(failure).toMatchObject({ code: 'zone-not-found', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('_acme-challenge.www.late.test');
    expect(inMinutes).toBe(60);
    inTrouble.world.dnscale.addZone('late.test');
    await inTrouble.trial.expectRenewed('zone.test');
  });

  it('fails with zone-not-active for a paused zone', async () => {
    const { failure, inMinutes } = await inTrouble.trial.failDue('ca.test', 'www.paused.test');

    expect(failure).toMatchObject({ code: 'zone-not-active', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('paused');
    expect(inMinutes).toBe(60);
    await inTrouble.trial.declare('ca.test', 'www.ca.test');
  });
});

describe('DNScale and DNS', () => {
  it.each([
    { trouble: 'resets every connection', reply: 'reset' as const },
    { trouble: 'answers HTML', reply: { status: 502, body: '<html>Bad gateway</html>' } },
  ])('fails with dnscale-unavailable when the API $trouble, and goes on later', async ({ reply }) => {
    inTrouble.world.dnscale.faults.add({ times: 1_000, reply });

    const { failure, inMinutes } = await inTrouble.trial.failDue('api.test');

    expect(failure).toMatchObject({
      code: 'dnscale-unavailable',
      disposition: 'next-run',
      step: 'preflight',
    });
    expect(failure.message).toContain('DNScale');
    expect(inMinutes).toBe(10);
    inTrouble.calmDown();
    await inTrouble.trial.expectRenewed('api.test');
  });

  it('renews when the API is only slow', async () => {
    inTrouble.world.dnscale.faults.add({ times: 3, delayMs: 600 });

    const { events } = await inTrouble.trial.declare('api.test', 'slow.api.test');

    expect(events.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
  });

  it('fails with propagation-timeout naming the one server that lacks the value, and answers no challenge', async () => {
    inTrouble.world.dnscale.setServer('ns2.dnscale.test', { lagMs: Number.POSITIVE_INFINITY });

    const { failure, inMinutes, events } = await inTrouble.trial.failDue('api.test');

    expect(failure).toMatchObject({
      code: 'propagation-timeout',
      disposition: 'next-run',
      step: 'waitForPropagation',
    });
    expect(failure.message).toContain('ns2.dnscale.test');
    expect(inMinutes).toBe(10);
    expect(events.filter(({ event }) => event === 'challenge-answered')).toEqual([]);
    inTrouble.calmDown();
    await inTrouble.trial.expectRenewed('api.test');
  });
});

describe('S3 and ACM', () => {
  it('fails with store-failed naming bucket and action before an order is spent, when S3 denies the write', async () => {
    inTrouble.proxy.add(DENIED);

    const { failure, inMinutes, events } = await inTrouble.trial.failDue('store.test');

    expect(failure).toMatchObject({ code: 'store-failed', disposition: 'person', step: 'createKey' });
    expect(failure.message).toContain(inTrouble.deployment.app.outputs.BucketName);
    expect(failure.message).toContain('s3:PutObject');
    expect(inMinutes).toBe(60);
    expect(events.filter(({ event }) => event === 'order-created')).toEqual([]);
    inTrouble.calmDown();
    await inTrouble.trial.expectRenewed('store.test');
  });

  it('imports in the same run when ACM throttles once', async () => {
    inTrouble.proxy.add({ ...THROTTLED, times: 1 });

    const { events } = await inTrouble.trial.declare('acm.test', 'once.acm.test');

    expect(events.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
  });

  it('keeps the certificate when ACM throttles throughout, and imports it later without another order', async () => {
    inTrouble.proxy.add(THROTTLED);

    const { events, state } = await inTrouble.trial.declare('acm.test', 'throttled.acm.test');

    expect(events.at(-1)).toMatchObject({ event: 'run-failed', code: 'import-failed', step: 'install' });
    expect(state.certificate?.domainNames).toContain('throttled.acm.test');
    inTrouble.calmDown();
    const { deployment, trial } = inTrouble;
    const later = await trial.runs.after('acm.test', () => deployment.app.requestLook('acm.test'));
    expect(later.events.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'installed' });
    expect(later.events.filter(({ event }) => event === 'order-created')).toEqual([]);
    expect(later.state.installations['eu-central-1']?.serial).toBe(state.certificate?.serial);
  });
});

describe('the CA', () => {
  it('fails with identifier-rejected in the words of a CA that refuses a name', async () => {
    const { failure, inMinutes } = await inTrouble.trial.failDue('ca.test', 'www.blocked.test');

    expect(failure).toMatchObject({ code: 'identifier-rejected', disposition: 'person', step: 'newOrder' });
    expect(failure.message).toContain('blocked.test');
    expect(inMinutes).toBe(60);
    await inTrouble.trial.declare('ca.test');
  });

  it('fails with acme-unavailable when the CA is down', async () => {
    await inTrouble.world.pebble.stop();

    const { failure, inMinutes } = await inTrouble.trial.failDue('ca.test');

    expect(failure).toMatchObject({ code: 'acme-unavailable', disposition: 'next-run' });
    expect(failure.message).toContain(new URL(inTrouble.world.pebble.directoryUrl).host);
    expect(inMinutes).toBe(10);
  });
});

describe('after all of this', () => {
  it('has shown no token and no key anywhere', async () => {
    const { world, deployment, tokens } = inTrouble;
    const keys = [
      ...(await readAccountKeys(world.aws, deployment.app.stackName)),
      ...(await readCertificateKeys(world.aws, deployment.app)),
    ];
    const secrets = [...tokens, ...keys.flatMap(piecesOf)];
    const texts = [
      ...(await readLogLines(world.aws)),
      world.aws.output(),
      await readItems(world.aws, deployment.app),
      await readStack(world.aws, deployment.app.stackName),
    ];

    expect(keys.length).toBeGreaterThan(CERTIFICATES.length);
    expect(texts.join('\n')).toContain('run-finished');
    expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([]);
  });
});
