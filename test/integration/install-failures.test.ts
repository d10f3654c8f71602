/** What goes wrong when a certificate is stored and imported, against Pebble, DNScale's emulator and real DNS servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RenewerError } from '../../functions/engine/errors.ts';
import { noDeadline } from '../support/builders.ts';
import { issueTestCertificate } from '../support/certificates.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world.stop());

describe('renewCertificate, when storing or installing is the trouble', () => {
  it('fails with store-failed before an order is spent when the bucket refuses the key', async () => {
    const refused = new RenewerError({
      code: 'store-failed',
      disposition: 'person',
      message: 'the bucket refuses',
    });
    const { engine, failure } = await failRun(world, {}, undefined, ({ store }) => {
      store.archiveKey = () => Promise.reject(refused);
    });

    expect(failure).toMatchObject({ code: 'store-failed', step: 'createKey' });
    expect(engine.events.named('order-created')).toEqual([]);
  });

  it('keeps the certificate when one region fails, and imports it there in the next run without a new order', async () => {
    const engine = createEngine(world, { definition: { regions: ['eu-central-1', 'us-east-1'] } });
    const { importCertificate } = engine.importer;
    const throttled = new RenewerError({
      code: 'import-failed',
      disposition: 'next-run',
      message: 'throttled',
    });
    let refusals = 1;
    engine.importer.importCertificate = async (request, deadline) => {
      if (request.region === 'us-east-1' && refusals-- > 0) throw throttled;
      return importCertificate(request, deadline);
    };

    await engine.run();
    expect(engine.records.state.failure).toMatchObject({ code: 'import-failed', step: 'install' });
    expect(Object.keys(engine.records.state.installations)).toEqual(['eu-central-1']);

    await engine.run();
    expect(engine.records.state.failure).toBeUndefined();
    expect(Object.keys(engine.records.state.installations)).toEqual(['eu-central-1', 'us-east-1']);
    expect(engine.events.named('order-created')).toHaveLength(1);
    expect(engine.events.named('run-finished').map(({ outcome }) => outcome)).toEqual(['installed']);
  });

  it('imports ours again, and tells it, when somebody has put another certificate on its ARN', async () => {
    const engine = createEngine(world);
    await engine.run();
    const [ours] = engine.importer.imports;
    if (!ours) throw new Error('nothing was imported');
    const planted = await issueTestCertificate();
    const certificateArn = engine.records.state.installations['eu-central-1']?.certificateArn;
    await engine.importer.importCertificate(
      { ...ours, certificateArn, files: { ...ours.files, certificatePem: planted.leafPem } },
      noDeadline(),
    );

    await engine.run();

    expect(engine.importer.imports.at(-1)?.files).toEqual(ours.files);
    expect(engine.events.named('warning').map(({ subject }) => subject)).toEqual([certificateArn]);
    expect(engine.events.named('run-finished').map(({ outcome }) => outcome)).toEqual([
      'renewed',
      'installed',
    ]);
    expect(engine.events.named('order-created')).toHaveLength(1);
  });

  it('fails with import-incompatible before an order is spent when the key algorithm of an ARN would change', async () => {
    const engine = createEngine(world);
    await engine.run();
    const stored = engine.records.definition;
    if (stored) stored.definition = { ...stored.definition, keyAlgorithm: 'RSA_2048' };

    await engine.run();

    expect(engine.records.state.failure).toMatchObject({
      code: 'import-incompatible',
      disposition: 'person',
    });
    expect(engine.events.named('order-created')).toHaveLength(1);
  });

  it('fails with import-incompatible before an order is spent when all names of an ARN would change', async () => {
    world.dnscale.addZone('example.net');
    const engine = createEngine(world);
    await engine.run();
    const stored = engine.records.definition;
    if (stored) stored.definition = { ...stored.definition, domainNames: ['example.net'] };

    await engine.run();

    expect(engine.records.state.failure).toMatchObject({
      code: 'import-incompatible',
      disposition: 'person',
    });
    expect(engine.records.state.failure?.message).toContain('All names of example.com were replaced');
    expect(engine.events.named('order-created')).toHaveLength(1);
  });

  it('fails with import-failed, keeping the new certificate, when the ARN was deleted', async () => {
    const engine = createEngine(world);
    await engine.run();
    const stored = engine.records.definition;
    if (stored) stored.definition = { ...stored.definition, domainNames: ['example.com', '*.example.com'] };
    engine.importer.readExisting = async () => undefined;

    await engine.run();

    const arn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
    expect(engine.records.state.failure).toMatchObject({
      code: 'import-failed',
      disposition: 'person',
      step: 'install',
    });
    expect(engine.records.state.failure?.message).toContain(`onto ${arn}: this ARN is gone`);
    expect(engine.records.state.certificate?.domainNames).toContain('*.example.com');
    expect(engine.importer.imports).toHaveLength(1);
  });
});
