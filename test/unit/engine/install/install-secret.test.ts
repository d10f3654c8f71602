/** The secret as a target beside ACM: each stands alone, is retried alone, and costs no new certificate. */
import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { installCertificate } from '../../../../functions/engine/install/install-certificate.ts';
import { aDefinition, aStoredCertificate, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryImporter,
  createMemoryRecords,
  createMemorySecrets,
  createMemoryStore,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

const NAME = 'example.com';
const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Certs/certificates/example.com-AbCdEf';
const { privateKeyPem, leafPem: certificatePem, chainPems } = await issueTestCertificate();
const FILES = { privateKeyPem, certificatePem, chainPem: chainPems[0] };
const sha256 = new X509Certificate(certificatePem).fingerprint256.replaceAll(':', '').toLowerCase();
const LIVE = aStoredCertificate({ sha256 });

async function aWorld({ storeInSecretsManager = true, regions = ['eu-central-1'] } = {}) {
  const store = createMemoryStore();
  await store.publish(NAME, LIVE, FILES, noDeadline());
  const importer = createMemoryImporter();
  const secrets = createMemorySecrets();
  const records = createMemoryRecords(undefined, { certificate: LIVE });
  const events = createRecordedEvents();
  const ports = { store, importer, secrets, clock: createManualClock(NOW), events };
  const definition = aDefinition({ regions, storeInSecretsManager });
  const install = async () => {
    const claim = await records.claim(NAME, { runId: 'run-1', runUntil: NOW }, noDeadline());
    if (!claim) throw new Error('nobody else holds the claim');
    return installCertificate({ definition, certificate: LIVE, claim, deadline: noDeadline() }, ports);
  };
  return { store, importer, secrets, records, events, install };
}

const throttled = (code: 'store-failed' | 'import-failed') =>
  new RenewerError({ code, disposition: 'next-run', message: `${code} for now.` });

it('writes the secret once, and takes down what it holds', async () => {
  const { install, secrets, records, events } = await aWorld();

  expect(await install()).toEqual(['eu-central-1', ARN]);
  expect(await install()).toEqual([]);

  expect(secrets.written).toEqual([{ certificateName: NAME, files: FILES, tags: undefined }]);
  expect(records.state.secret).toEqual({
    secretArn: ARN,
    versionId: 'version-1',
    serial: '0a1b2c',
    sha256,
    notAfter: new Date('2027-01-30T00:00:00Z'),
    orderHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    writtenAt: NOW,
  });
  expect(events.named('secret-written')).toEqual([
    { event: 'secret-written', secretArn: ARN, serial: '0a1b2c' },
  ]);
});

it('writes none where none is asked for, and reads no file for what is installed', async () => {
  const { install, secrets, records, store } = await aWorld({ storeInSecretsManager: false });

  expect(await install()).toEqual(['eu-central-1']);
  store.versions.clear();

  expect(await install()).toEqual([]);
  expect(secrets.written).toEqual([]);
  expect(records.state.secret).toBeUndefined();
});

it('is the only target of a certificate that is in no region', async () => {
  const { install, importer } = await aWorld({ regions: [] });

  expect(await install()).toEqual([ARN]);
  expect(importer.imports).toEqual([]);
});

it('fails alone: ACM has the certificate, and the next run writes the secret and imports nothing', async () => {
  const { install, secrets, importer, records } = await aWorld();
  const { writeSecret } = secrets;
  secrets.writeSecret = () => Promise.reject(throttled('store-failed'));

  await expect(install()).rejects.toMatchObject({ code: 'store-failed', disposition: 'next-run' });
  expect(records.state.installations['eu-central-1']).toMatchObject({ sha256 });
  expect(records.state.secret).toBeUndefined();
  secrets.writeSecret = writeSecret;

  expect(await install()).toEqual([ARN]);
  expect(importer.imports).toHaveLength(1);
});

it('is written where ACM fails, and not once more when ACM takes the certificate', async () => {
  const { install, secrets, importer, records } = await aWorld();
  const { importCertificate } = importer;
  importer.importCertificate = () => Promise.reject(throttled('import-failed'));

  await expect(install()).rejects.toMatchObject({ code: 'import-failed' });
  expect(records.state.secret).toMatchObject({ versionId: 'version-1' });
  importer.importCertificate = importCertificate;

  expect(await install()).toEqual(['eu-central-1']);
  expect(secrets.written).toHaveLength(1);
});

it('tells of both where both fail', async () => {
  const { install, secrets, importer } = await aWorld();
  importer.importCertificate = () => Promise.reject(throttled('import-failed'));
  secrets.writeSecret = () => Promise.reject(throttled('store-failed'));

  await expect(install()).rejects.toMatchObject({
    code: 'import-failed',
    message: 'import-failed for now. Also: store-failed for now.',
  });
});

it.each<[string, string | undefined, RegExp]>([
  ['somebody has written another value', 'version-of-another', /held another value .* written again now/],
  ['somebody has deleted it', undefined, /was deleted, or lost our tags.* written again now/],
])('is written again at the next check when %s, and that is told', async (_, versionId, words) => {
  const { install, secrets, records, events } = await aWorld();
  await install();
  if (versionId === undefined) secrets.versions.delete(NAME);
  else secrets.versions.set(NAME, versionId);

  expect(await install()).toEqual([ARN]);
  expect(records.state.readiness?.failure).toMatchObject({
    code: 'import-overwritten',
    disposition: 'person',
    subject: ARN,
    message: expect.stringMatching(words),
    advice: expect.stringContaining('CloudTrail'),
  });
  expect(await install()).toEqual([]);

  expect(secrets.written).toHaveLength(2);
  expect(records.state.secret).toMatchObject({ versionId: 'version-2' });
  expect(events.named('warning')).toEqual([
    { event: 'warning', subject: ARN, message: expect.stringMatching(words) },
  ]);
});

it('is left alone while Secrets Manager does not say what it holds', async () => {
  const { install, secrets } = await aWorld();
  await install();
  secrets.readVersionId = () => Promise.reject(throttled('store-failed'));

  expect(await install()).toEqual([]);
});

it('is written before its deletion is over, when it is asked for again', async () => {
  const { install, records } = await aWorld();
  await install();
  const { secret } = records.state;
  records.state = {
    ...records.state,
    secret: secret && { ...secret, released: { at: NOW, destroys: true } },
  };

  expect(await install()).toEqual([ARN]);
  expect(records.state.secret).not.toHaveProperty('released');
});
