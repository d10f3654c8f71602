/** An RSA certificate whose profile changes, in whole runs against Pebble, which has profiles. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCertificate } from '../../functions/engine/certificate/check-certificate.ts';
import type { KeyAlgorithm } from '../../functions/engine/config/definition.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { installCertificate } from '../../functions/engine/install/install-certificate.ts';
import { issueTestCertificate } from '../support/certificates.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';

const NINETY_DAYS_S = 7_776_000;
const DEADLINE = deadlineIn(600_000, clock);

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld({
    pebble: { profiles: { classic: NINETY_DAYS_S, tlsserver: NINETY_DAYS_S } },
  });
  world.dnscale.addZone('example.com');
});
afterAll(() => world.stop());

describe('renewCertificate, when a profile changes to one without keyEncipherment', () => {
  const DIGITAL_SIGNATURE_AND_KEY_ENCIPHERMENT = 1 | 4;

  /** Its certificate is Let's Encrypt's `classic`: Pebble puts digitalSignature alone into every certificate. */
  async function holding(keyAlgorithm: KeyAlgorithm, keyUsage: number) {
    const domainNames = [`${keyAlgorithm.toLowerCase().replaceAll('_', '-')}.example.com`];
    const engine = createEngine(world, { definition: { domainNames, keyAlgorithm, profile: 'tlsserver' } });
    const now = clock.now();
    const notBefore = new Date(now.getTime() - 3_600_000);
    const { pem, privateKeyPem } = await issueTestCertificate({
      domainNames,
      keyAlgorithm,
      keyUsage,
      notBefore,
    });
    const { files, facts } = checkCertificate({ pem, privateKeyPem, domainNames, keyAlgorithm, now });
    const certificateAuthority = world.pebble.directoryUrl;
    const certificate = {
      ...facts,
      version: '20261101T000000Z-abcdef',
      keyAlgorithm,
      certificateAuthority,
      profile: 'classic',
    };
    await engine.store.publish('example.com', certificate, files, DEADLINE);
    await installCertificate(
      {
        definition: engine.definition,
        certificate,
        claim: await claimOf(engine),
        deadline: DEADLINE,
      },
      engine.ports,
    );
    engine.records.state = { ...engine.records.state, certificate };
    return { engine, certificate };
  }

  async function claimOf({ records }: ReturnType<typeof createEngine>) {
    const runUntil = new Date(clock.now().getTime() + 10_000);
    const claim = await records.claim('example.com', { runId: 'before', runUntil }, DEADLINE);
    if (!claim) throw new Error('another run holds the claim');
    return claim;
  }

  it('refuses before an order what ACM would not take on the ARN of an RSA certificate', async () => {
    const { engine, certificate } = await holding('RSA_2048', DIGITAL_SIGNATURE_AND_KEY_ENCIPHERMENT);
    expect(certificate.keyUsage).toEqual(['digitalSignature', 'keyEncipherment']);

    await engine.run();

    const { failure, ...state } = engine.records.state;
    expect(failure).toMatchObject({ code: 'import-incompatible', disposition: 'person', step: 'preflight' });
    expect(failure?.message).toContain('from classic to tlsserver');
    expect(engine.events.named('order-created')).toEqual([]);
    expect(engine.importer.imports).toHaveLength(1);
    expect(state).toMatchObject({ certificate, txtRecords: [] });
    expect(engine.store.live).toBe(certificate);
  });

  it.each([
    ['an EC certificate, for which ACM makes an exception', 'EC_PRIME256V1', 1 | 4],
    ['an RSA certificate that has no keyEncipherment to lose', 'RSA_2048', 1],
  ] as const)('renews %s', async (_, keyAlgorithm, keyUsage) => {
    const { engine } = await holding(keyAlgorithm, keyUsage);

    await engine.run();

    expect(engine.records.state.failure).toBeUndefined();
    expect(engine.store.live).toMatchObject({ profile: 'tlsserver', keyUsage: ['digitalSignature'] });
    expect(engine.importer.imports).toHaveLength(2);
  });
});
