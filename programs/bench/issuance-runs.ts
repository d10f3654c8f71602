/**
 * Issues certificates by the engine and at the floor, in turn, in one local world, and notes how long each run took and
 * what it asked. In turn, so that other load on the machine strikes both alike.
 */
import { createAccountKey } from '../../functions/acme/keys.ts';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import { createEngine, type EngineWorld, startEngineWorld } from '../../test/support/world/engine-world.ts';
import { logSentRequests, type SentRequest } from '../../test/support/world/sent-requests.ts';
import { makeAccount } from './bare-acme.ts';
import { issueAtFloor } from './floor.ts';

export type Sample = {
  /** Engine: the whole run, clean-up included. Floor: until the certificate is downloaded. */
  tookMs: number;
  /** On the clock of `requests`. */
  startedAtMs: number;
  requests: SentRequest[];
  /** TXT questions to authoritative servers before the challenges were answered. */
  txtQuestions: number;
};

export type IssuanceRuns = { nameCount: number; rrsetCount: number; engine: Sample[]; floor: Sample[] };

export type BenchWorld = { nameServerCount: number; issuances: IssuanceRuns[] };

export const API_LATENCY_MS = 40;
export const LAG_MS = 2_000;
const ZONE = 'bench.example';

/** @param progress called in each round. */
export async function runIssuances(rounds: number, progress: (line: string) => void): Promise<BenchWorld> {
  const world = await startEngineWorld({ dnscale: { latencyMs: API_LATENCY_MS, lagMs: LAG_MS } });
  try {
    const parties = await createParties(world);
    const issuances: IssuanceRuns[] = [
      { nameCount: 1, rrsetCount: 1, engine: [], floor: [] },
      { nameCount: 10, rrsetCount: 9, engine: [], floor: [] },
    ];
    await parties.engine(namesUnder('warm-up', 10)); // The first run compiles; later ones are faster.
    await parties.floor(namesUnder('warm-up-floor', 10));
    for (let round = 1; round <= rounds; round += 1) {
      progress(`issuance, round ${round} of ${rounds}`);
      for (const { nameCount, engine, floor } of issuances) {
        const label = `round-${round}.of-${nameCount}`;
        engine.push(await parties.engine(namesUnder(`engine.${label}`, nameCount)));
        floor.push(await parties.floor(namesUnder(`floor.${label}`, nameCount)));
      }
    }
    return { nameServerCount: world.dnscale.nameServers.length, issuances };
  } finally {
    await world.stop();
  }
}

/** New names for every run: no run meets another's TXT values. With ten, one is a wildcard. */
function namesUnder(label: string, count: number): string[] {
  const apex = `${label}.${ZONE}`;
  if (count === 1) return [apex];
  const hosts = Array.from({ length: count - 2 }, (_, index) => `host${index + 1}.${apex}`);
  return [apex, `*.${apex}`, ...hosts];
}

type Party = (domainNames: string[]) => Promise<Sample>;

/** Both are cold, like a function that runs once in weeks: new connections, directory and nonces for every run. */
async function createParties(world: EngineWorld): Promise<{ engine: Party; floor: Party }> {
  const { dnscale, pebble } = world;
  const zoneId = dnscale.addZone(ZONE).id;
  const token = dnscale.addToken();
  const accountKeyPem = createAccountKey();
  const ca = { directoryUrl: pebble.directoryUrl, caPem: pebble.caCertificatePem, accountKeyPem };
  const accountUrl = await makeAccount(ca);
  const log = logSentRequests();

  return {
    engine: async (domainNames) => {
      const events: RunEvent[] = [];
      const engine = createEngine(world, {
        definition: { domainNames },
        token,
        accountKeyPem,
        ports: { events: { emit: (event) => events.push(event) } },
      });
      const questions = countTxtQuestions(engine.ports);
      log.take();
      const startedAtMs = performance.now();
      await engine.run();
      const tookMs = performance.now() - startedAtMs;
      const failure = events.find(({ event }) => event === 'run-failed');
      if (failure) throw new Error(`the engine's run failed: ${JSON.stringify(failure)}`);
      return { tookMs, startedAtMs, requests: log.take(), txtQuestions: questions.count };
    },
    floor: async (domainNames) => {
      log.take();
      const startedAtMs = performance.now();
      const cleanUp = await issueAtFloor({
        ...ca,
        accountUrl,
        apiUrl: dnscale.apiUrl,
        token,
        zoneIdOf: () => zoneId,
        lagMs: LAG_MS,
        domainNames,
      });
      const tookMs = performance.now() - startedAtMs;
      await cleanUp();
      return { tookMs, startedAtMs, requests: log.take(), txtQuestions: 0 };
    },
  };
}

/** Counted at the port: the servers' own log has the CA's questions too. */
function countTxtQuestions(ports: ReturnType<typeof createEngine>['ports']): { count: number } {
  const questions = { count: 0 };
  const { resolver } = ports;
  ports.resolver = {
    ...resolver,
    askTxt: (...question) => {
      questions.count += 1;
      return resolver.askTxt(...question);
    },
  };
  return questions;
}
