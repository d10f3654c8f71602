/** An engine world whose CA is Pebble behind a proxy: it answers as a script says. */
import type { EngineWorld } from '../engine-world.ts';
import { issueListenerCertificate } from '../listener-certificate.ts';
import type { Script } from './acts.ts';
import { upstreamAt } from './exchange.ts';
import { startPartyProxy } from './party-proxy.ts';
import { createRequestLog } from './request-log.ts';

/** Uses the world with its CA as this script changes it. */
export async function withScriptedCa<Result>(
  world: EngineWorld,
  script: Script,
  use: (world: EngineWorld) => Promise<Result>,
): Promise<Result> {
  const { pebble } = world;
  const tls = await issueListenerCertificate();
  const proxy = await startPartyProxy({ party: 'CA', log: createRequestLog(), script, tls });
  proxy.forwardTo(upstreamAt(pebble.directoryUrl, pebble.caCertificatePem));
  const directoryUrl = `${proxy.origin}/dir`;
  try {
    return await use({ ...world, pebble: { ...pebble, directoryUrl, ...tls } });
  } finally {
    await proxy.stop();
  }
}
