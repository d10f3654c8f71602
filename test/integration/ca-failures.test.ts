/** What goes wrong at the CA, against Pebble, DNScale's emulator and real DNS servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAcmeServer } from '../../functions/acme/acme-server.ts';
import { createAccountKey } from '../../functions/acme/keys.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { failRun, forNames } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld({ pebble: { blockedDomains: ['blocked.test'] } });
  world.dnscale.addZone('example.com');
  world.dnscale.addZone('blocked.test');
});
afterAll(() => world.stop());

describe('renewCertificate, when the CA is the trouble', () => {
  it('fails with acme-unavailable when the CA is down', async () => {
    const directoryUrl = 'https://127.0.0.1:9/directory';
    const acme = createAcmeServer({
      directoryUrl,
      loadAccountKey: async () => createAccountKey(),
      termsOfServiceAgreed: true,
      clock,
    });

    const { failure, inMinutes } = await failRun(world, { ports: { acmeServer: () => acme } });

    expect(failure).toMatchObject({ code: 'acme-unavailable', disposition: 'next-run' });
    expect(failure?.message).toContain('127.0.0.1:9');
    expect(inMinutes).toBe(10);
  });

  it('fails with identifier-rejected when the CA refuses a name', async () => {
    const { failure, inMinutes } = await failRun(world, forNames('example.com', 'www.blocked.test'));

    expect(failure).toMatchObject({ code: 'identifier-rejected', disposition: 'person', step: 'newOrder' });
    expect(failure?.message).toContain('blocked.test');
    expect(inMinutes).toBe(60);
  });

  it('fails with profile-unknown naming those that exist, and spends no order', async () => {
    const { engine, failure } = await failRun(world, { definition: { profile: 'classical' } });

    expect(failure).toMatchObject({ code: 'profile-unknown', disposition: 'person' });
    expect(failure?.message).toContain('default');
    expect(failure?.message).toContain('shortlived');
    expect(engine.events.named('order-created')).toEqual([]);
  });
});
