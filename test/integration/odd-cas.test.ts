/** Whole issuances at CAs that are not like Pebble: Pebble behind a proxy that answers as they do. */
import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { letIssue, type NamesOfTheCa } from '../support/issuing-ca.ts';
import { startScriptedCa } from '../support/scripted-ca.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { CA_QUIRKS, type CaQuirk, lateVerdictScript, quirkScript } from '../support/world/proxy/ca-quirks.ts';
import { withScriptedCa } from '../support/world/proxy/scripted-ca-world.ts';
import { createStrictChallenges } from '../support/world/proxy/strict-challenges.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld({ pebble: { alternateRoots: 1 } });
  world.dnscale.addZone('example.com');
});
afterAll(() => world.stop());

describe('renewCertificate, at a CA with', () => {
  it.each(Object.keys(CA_QUIRKS) as CaQuirk[])('%s', async (quirk) => {
    await withScriptedCa(world, quirkScript(quirk), async (oddWorld) => {
      const domainNames = ['example.com', '*.example.com'];
      const engine = createEngine(oddWorld, { definition: { domainNames, preferredChain: 'none of them' } });

      await engine.run();

      expect(engine.records.state.failure).toBeUndefined();
      expect(engine.events.all.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
      expect(engine.store.live?.domainNames).toEqual(domainNames);
      expect(world.dnscale.txtValues('_acme-challenge.example.com')).toEqual([]);
    });
  });

  it('409 for a challenge that is being validated, when the reply to the first answer is lost', async () => {
    const challenges = createStrictChallenges();
    let lost = 0;
    const script = challenges.around(({ operation, body }) => {
      if (operation !== 'challenge' || JSON.parse(body).payload === '' || lost > 0) return undefined;
      lost += 1;
      return { beforeReply: async () => challenges.hold(), reply: 'reset' };
    });

    await withScriptedCa(world, script, async (strictWorld) => {
      const engine = createEngine(strictWorld);

      await engine.run();

      expect(challenges.refused()).toBe(1);
      expect(engine.records.state.failure).toBeUndefined();
      expect(engine.events.named('txt-published')).toHaveLength(1);
      expect(engine.events.all.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
    });
  });
});

describe('renewCertificate, when one name fails while the CA still validates another', () => {
  it('keeps the TXT value of the other until the CA has judged it', async () => {
    const cachingWorld = await startEngineWorld({ dnscale: { cacheSeconds: 60 } });
    const { dnscale } = cachingWorld;
    for (const zone of ['example.com', 'example.org']) dnscale.addZone(zone);
    // The CA's resolver goes on saying that this one is not there.
    const caResolver = new Resolver();
    caResolver.setServers([dnscale.resolverAddress]);
    await caResolver.resolveTxt('_acme-challenge.example.com').catch(() => []);
    const seen: number[] = [];
    const script = lateVerdictScript('example.org', 4, () =>
      seen.push(dnscale.txtValues('_acme-challenge.example.org').length),
    );
    try {
      await withScriptedCa(cachingWorld, script, async (slowWorld) => {
        const engine = createEngine(slowWorld, {
          definition: { domainNames: ['example.com', 'example.org'] },
        });

        await engine.run();

        const { failure, failedValidations, order } = engine.records.state;
        expect(failure).toMatchObject({ code: 'challenge-invalid', step: 'validate' });
        expect(Object.keys(failedValidations ?? {})).toEqual(['example.com']);
        expect(order).toBeUndefined();
      });
      expect(seen).toEqual([1, 1, 1, 1]);
      expect(dnscale.txtValues('_acme-challenge.example.org')).toEqual([]);
    } finally {
      await cachingWorld.stop();
    }
  });
});

describe('renewCertificate, at a CA that puts names of its own', () => {
  async function atCaWith(names: NamesOfTheCa, use: (engine: Engine, orders: () => number) => Promise<void>) {
    const ca = await startScriptedCa();
    try {
      await letIssue(ca, names);
      const acmeServer = ca.acmeServer();
      const definition = {
        certificateAuthority: `${ca.url}/directory`,
        profile: 'classic',
        domainNames: ['example.com', 'shop.example.com'],
      };
      const engine = createEngine(world, { definition, ports: { acmeServer: () => acmeServer } });
      await use(engine, () => ca.requests.filter((request) => request === 'POST /new-order').length);
    } finally {
      await ca.stop();
    }
  }

  it.each<[string, NamesOfTheCa, string]>([
    ['order and certificate', { inOrder: (names) => [...names, 'www.example.com'] }, 'www.example.com'],
    ['the certificate only', { inCertificate: (names) => [...names, 'www.example.com'] }, ''],
  ])('into %s: takes the certificate with a warning, and orders no other one', async (_, names, proved) => {
    await atCaWith(names, async (engine, orders) => {
      await engine.run();
      await engine.run();

      const { state } = engine.records;
      expect(state.failure).toBeUndefined();
      expect(state.certificate?.domainNames).toEqual(['example.com', 'shop.example.com']);
      const warnings = engine.events.named('warning').map(({ message }) => message);
      expect(warnings).toEqual([expect.stringContaining('not asked for: www.example.com.')]);
      const answered = engine.events.named('challenge-answered').map(({ domainName }) => domainName);
      expect(answered.includes('www.example.com')).toBe(proved === 'www.example.com');
      expect(orders()).toBe(1);
      expect(engine.events.all.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'unchanged' });
      expect(world.dnscale.txtValues('_acme-challenge.www.example.com')).toEqual([]);
    });
  });

  it.each<[string, NamesOfTheCa]>([
    ['the order', { inOrder: ([first = '']) => [first] }],
    ['the certificate', { inCertificate: ([first = '']) => [first] }],
  ])(
    'into %s, fewer than were asked for: needs a person, and makes no order at the next run',
    async (_, names) => {
      await atCaWith(names, async (engine, orders) => {
        await engine.run();
        await engine.run();

        const { state } = engine.records;
        expect(state).toMatchObject({
          failure: { code: 'names-missing', disposition: 'person', count: 2 },
          namesMissing: { reason: expect.stringContaining('lacks shop.example.com') },
          txtRecords: [],
          order: undefined,
        });
        expect(engine.store.live).toBeUndefined();
        expect(orders()).toBe(1);
        expect(world.dnscale.txtValues('_acme-challenge.shop.example.com')).toEqual([]);
      });
    },
  );
});

type Engine = ReturnType<typeof createEngine>;
