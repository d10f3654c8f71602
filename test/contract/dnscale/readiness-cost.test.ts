/** What a proof of readiness costs at DNScale, by its emulator's log of requests. DNS and the CA are models. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { proveReadiness } from '../../../functions/engine/readiness/prove-readiness.ts';
import { aCertificateState, aDefinition, NOW } from '../../support/builders.ts';
import { createMemorySecrets, createRecordedEvents, NO_EXISTING } from '../../support/memory-ports.ts';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';
import { createDnscaleModel } from '../../support/world/models/dnscale.ts';
import { seededRandom } from '../../support/world/models/seeded-random.ts';
import { listTroubles } from '../../support/world/models/troubles.ts';
import { createVirtualClock } from '../../support/world/models/virtual-clock.ts';
import { aDeadline, anAdapter } from './dnscale-world.ts';

let world: Dnscale;

beforeAll(async () => {
  world = await startDnscale();
});
afterAll(() => world?.stop());

it('costs a call for each hundred zones, and one for each thousand records of a zone with a name in it', async () => {
  const token = world.addToken();
  for (let i = 0; i < 248; i += 1) world.addZone(`zone${i}.example`);
  world.addZone('example.com');
  world.addZone('example.net');
  for (let i = 0; i < 2_500; i += 1) {
    world.addRecord('example.com', { name: `h${i}`, type: 'A', content: '192.0.2.1' });
  }
  const clock = createVirtualClock(NOW);
  const options = { clock, random: seededRandom(1), troubles: listTroubles([]), zoneNames: [] };
  const { resolver, lookups } = createDnscaleModel(options);
  const domainNames = ['example.com', '*.example.com', 'a.example.com', 'b.example.com', 'example.net'];
  const before = world.requests.length;

  const readiness = await proveReadiness(
    aDefinition({ domainNames }),
    aCertificateState(),
    {
      zones: anAdapter(world.apiUrl, { readToken: async () => token }).dnscale,
      resolver,
      lookups,
      nameServerDomains: ['dnscale.test'],
      events: createRecordedEvents(),
      acme: {
        readMeta: async () => ({ profiles: [], caaIdentities: ['ca.test'], externalAccountRequired: false }),
        readAccountUrl: async () => 'https://ca.test/acct/1',
        findAccount: async () => 'https://ca.test/acct/1',
      },
      importer: NO_EXISTING,
      secrets: createMemorySecrets(),
      storeProof: { expectWritable: async () => {} },
      clock,
    },
    aDeadline(),
  );

  const paths = world.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
  expect(readiness).toEqual({ at: NOW, provedAt: NOW });
  expect(paths.filter((path) => path.startsWith('GET /v1/zones?'))).toHaveLength(3);
  expect(paths.filter((path) => path.includes('/records?'))).toHaveLength(3 + 1);
  expect(paths).toHaveLength(7);
});
