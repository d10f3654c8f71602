/** The chain that a definition prefers, through a whole run: Pebble with two roots, DNScale emulated. */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';

let world: EngineWorld;
const roots: string[] = [];

beforeAll(async () => {
  world = await startEngineWorld({ pebble: { alternateRoots: 1 } });
  world.dnscale.addZone('example.com');
  for (const index of [0, 1]) roots.push(nameOf(await world.pebble.rootCertificatePem(index)));
});
afterAll(() => world?.stop());

function nameOf(pem: string): string {
  return /^CN=(.+)$/m.exec(new X509Certificate(pem).subject)?.[1] ?? '';
}

async function run(preferredChain: string) {
  const engine = createEngine(world, { definition: { preferredChain } });
  await engine.run();
  const top = new X509Certificate(engine.importer.imports[0]?.files.chainPem ?? '');
  return { failed: engine.events.named('run-failed'), warnings: engine.events.named('warning'), top };
}

describe('renewCertificate, with a preferred chain', () => {
  it.each([0, 1])('stores and imports the one that ends at root %i', async (index) => {
    const { failed, warnings, top } = await run(roots[index] ?? '');

    expect(failed).toEqual([]);
    expect(warnings).toEqual([]);
    expect(top.checkIssued(new X509Certificate(await world.pebble.rootCertificatePem(index)))).toBe(true);
  });

  it('issues with the default one and says so once, when the CA has no such root', async () => {
    const { failed, warnings, top } = await run('ISRG Root X1');

    expect(failed).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain(`"${roots[0]}"`);
    expect(top.checkIssued(new X509Certificate(await world.pebble.rootCertificatePem(0)))).toBe(true);
  });
});
