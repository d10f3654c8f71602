/** Whole runs that revoke, against Pebble: what it says of each certificate afterwards is the truth. */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyAlgorithm } from '../../functions/engine/config/definition.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import type { RequestedRevocation } from '../../functions/engine/ports/records.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world.stop());

type Engine = ReturnType<typeof createEngine>;

async function issued(
  options: Parameters<typeof createEngine>[1] = {},
): Promise<Engine & { serial: string }> {
  const engine = createEngine(world, options);
  await engine.run();
  return { ...engine, serial: engine.records.state.certificate?.serial ?? '' };
}

function ask(engine: Engine, serial: string, wanted: Partial<RequestedRevocation> = {}): void {
  const revocation = {
    id: 'revoke',
    serial,
    reason: 'superseded' as const,
    isAtOnce: false,
    askedAt: new Date(),
    ...wanted,
  };
  Object.assign(engine.records, { requests: ['revoke'], revocations: [revocation] });
}

const imported = ({ importer }: Engine) =>
  importer.imports.map(({ files }) => new X509Certificate(files.certificatePem).serialNumber.toLowerCase());

describe('a run that is asked to revoke', () => {
  it.each<KeyAlgorithm>(['EC_PRIME256V1', 'RSA_2048'])(
    'replaces a certificate of %s, installs, and revokes the old one last',
    async (keyAlgorithm) => {
      const engine = await issued({ definition: { keyAlgorithm } });
      ask(engine, engine.serial);

      await engine.run();

      const { serial = '' } = engine.records.state.certificate ?? {};
      expect(await world.pebble.certificateStatus(engine.serial)).toEqual({ status: 'Revoked', reason: 4 });
      expect(await world.pebble.certificateStatus(serial)).toEqual({ status: 'Valid' });
      expect(imported(engine)).toEqual([engine.serial, serial]);
      const order = engine.events.all.map(({ event }) => event);
      expect(order.lastIndexOf('certificate-imported')).toBeLessThan(order.indexOf('certificate-revoked'));
      expect(engine.records.requests).toEqual([]);
    },
  );

  it.each<KeyAlgorithm>(['EC_SECP384R1', 'RSA_2048'])(
    'revokes a leaked key of %s first, and neither key is in what it tells',
    async (keyAlgorithm) => {
      const engine = await issued({ definition: { keyAlgorithm } });
      ask(engine, engine.serial, { reason: 'keyCompromise', isAtOnce: true });

      await engine.run();

      expect(await world.pebble.certificateStatus(engine.serial)).toEqual({ status: 'Revoked', reason: 1 });
      const events = engine.events.all.map(({ event }) => event);
      expect(events.indexOf('certificate-revoked')).toBeLessThan(events.lastIndexOf('order-created'));
      expect(engine.events.named('order-created')).toHaveLength(2);
      const told = JSON.stringify(engine.events.all);
      const keys = [...engine.store.keys.values()].flatMap((pem) => pem.split('\n').slice(1, 3));
      expect(keys.length).toBeGreaterThan(3);
      expect(keys.filter((line) => line.length > 20 && told.includes(line))).toEqual([]);
    },
  );

  it('orders once when the CA has it revoked already, by whomever, and then says itself to renew', async () => {
    const engine = await issued();
    const stored = [...engine.store.versions.values()].at(-1);
    const readPrivateKey = async () => stored?.privateKeyPem;
    const request = {
      certificatePem: stored?.certificatePem ?? '',
      reason: 'superseded' as const,
      readPrivateKey,
    };
    const { end } = { end: { at: new Date(Date.now() + 20_000), signal: new AbortController().signal } };
    await engine.ports.acmeServer(world.pebble.directoryUrl).revokeCertificate(request, end);
    ask(engine, engine.serial, { isAtOnce: true });

    await engine.run();
    await engine.run();

    expect(engine.events.named('order-created')).toHaveLength(2);
    expect(engine.events.named('run-failed')).toEqual([]);
    expect(engine.events.named('certificate-revoked')).toHaveLength(1);
  });

  it('asks the CA that issued it when the definition names another one by now', async () => {
    const other = await startEngineWorld();
    try {
      const engine = await issued();
      const { ports: atOther } = createEngine(other);
      const acmeServer = engine.ports.acmeServer;
      engine.ports.acmeServer = (url) =>
        url === other.pebble.directoryUrl ? atOther.acmeServer(url) : acmeServer(url);
      const changed = { ...engine.definition, certificateAuthority: other.pebble.directoryUrl };
      engine.records.definition = { definition: changed, owner: 'test', hash: 'hash-2' };
      other.dnscale.addZone('example.com');
      engine.ports.zones = atOther.zones;
      engine.ports.txtRecords = atOther.txtRecords;
      engine.ports.resolver = atOther.resolver;
      engine.ports.lookups = atOther.lookups;
      ask(engine, engine.serial, { isAtOnce: true, reason: 'keyCompromise' });

      await engine.run();

      expect(engine.events.named('run-failed')).toEqual([]);
      expect(await world.pebble.certificateStatus(engine.serial)).toEqual({ status: 'Revoked', reason: 1 });
      const { serial = '' } = engine.records.state.certificate ?? {};
      expect(await other.pebble.certificateStatus(serial)).toEqual({ status: 'Valid' });
    } finally {
      await other.stop();
    }
  });

  it('revokes at once although the definition has a fault, and tells that one', async () => {
    const engine = await issued();
    engine.records.readDefinition = async () => {
      throw new RenewerError({ code: 'config-invalid', disposition: 'person', message: 'no names' });
    };
    ask(engine, engine.serial, { isAtOnce: true, reason: 'keyCompromise' });

    await engine.run();

    expect(await world.pebble.certificateStatus(engine.serial)).toEqual({ status: 'Revoked', reason: 1 });
    expect(engine.records.state.failure).toMatchObject({ code: 'config-invalid', step: 'gather' });
    expect(engine.records.state.revocations).toMatchObject([{ serial: engine.serial }]);
  });
});
