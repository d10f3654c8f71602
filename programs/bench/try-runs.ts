/**
 * Issues certificates by the command as the npm package has it, a whole process each time, and at the floor, in turn, in local
 * worlds whose name servers lag differently. In turn, so that other load on the machine strikes both alike.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createAccountKey } from '../../functions/acme/keys.ts';
import { type EngineWorld, startEngineWorld } from '../../test/support/world/engine-world.ts';
import { makeTemporaryFolder, removeFolder } from '../../test/support/world/temporary-folder.ts';
import { makeAccount } from './bare-acme.ts';
import { issueAtFloor } from './floor.ts';

export type TryRuns = {
  nameCount: number;
  zoneCount: number;
  lagMs: number;
  /** From starting the process to its end. */
  tryMs: number[];
  /** Until the certificate is downloaded. */
  floorMs: number[];
  /** The most TXT questions of any run, to all servers about all names, until each name was seen everywhere. */
  mostQuestions: number;
  /** Names by servers: how many pairs there are to ask about. */
  pairs: number;
};

const API_LATENCY_MS = 40;
const LAGS_MS = [0, 2_000, 10_000];
const SIZES = [
  { nameCount: 1, zoneCount: 1 },
  { nameCount: 2, zoneCount: 1 },
  { nameCount: 10, zoneCount: 1 },
  { nameCount: 50, zoneCount: 1 },
  { nameCount: 100, zoneCount: 5 },
];

/**
 * @param launcher of the command, beside its bundle.
 * @param progress called in each round.
 */
export async function runTries(
  launcher: string,
  rounds: number,
  progress: (line: string) => void,
): Promise<TryRuns[]> {
  const results: TryRuns[] = [];
  for (const lagMs of LAGS_MS) {
    const world = await startEngineWorld({ dnscale: { latencyMs: API_LATENCY_MS, lagMs } });
    try {
      results.push(...(await runAtLag({ ...world, launcher }, lagMs, rounds, progress)));
    } finally {
      await world.stop();
    }
  }
  return results;
}

type TryWorld = EngineWorld & { launcher: string };

async function runAtLag(
  world: TryWorld,
  lagMs: number,
  rounds: number,
  progress: (line: string) => void,
): Promise<TryRuns[]> {
  const zones = Array.from({ length: 5 }, (_, index) => `zone${index + 1}.example`);
  const zoneIds = new Map(zones.map((zone) => [zone, world.dnscale.addZone(zone).id]));
  const floor = await createFloor(world, lagMs, zoneIds);
  const cases = SIZES.map(
    (size) => ({ ...size, lagMs, tryMs: [], floorMs: [], mostQuestions: 0, pairs: 0 }) as TryRuns,
  );
  await runTry(world, namesIn(zones.slice(0, 1), 'warm-up', 1)); // Brings the files of the command into memory.
  for (let round = 1; round <= rounds; round += 1) {
    for (const result of cases) {
      const { nameCount, zoneCount } = result;
      progress(`try, lag ${lagMs / 1000} s, ${nameCount} names, round ${round} of ${rounds}`);
      const label = `round${round}-of-${nameCount}`;
      const run = await runTry(world, namesIn(zones.slice(0, zoneCount), `try-${label}`, nameCount));
      result.tryMs.push(run.tookMs);
      result.mostQuestions = Math.max(result.mostQuestions, run.questions);
      result.pairs = run.pairs;
      result.floorMs.push(
        await untilIssued((attempt) =>
          floor(namesIn(zones.slice(0, zoneCount), `floor${attempt}-${label}`, nameCount)),
        ),
      );
      progress(`  ${run.tookMs.toFixed(0)} ms, floor ${result.floorMs.at(-1)?.toFixed(0)} ms`);
    }
  }
  return cases;
}

const FLOOR_ATTEMPTS = 5;

/** The floor waits for exactly the lag and asks no server: on a busy machine the CA sometimes asks before the values show. */
async function untilIssued(issue: (attempt: number) => Promise<number>): Promise<number> {
  for (let attempt = 1; attempt < FLOOR_ATTEMPTS; attempt += 1) {
    try {
      return await issue(attempt);
    } catch {
      // Its order is invalid. The next attempt has new names.
    }
  }
  return issue(FLOOR_ATTEMPTS);
}

/** New names for every run, spread over the zones. With two and more, the second one is a wildcard. */
function namesIn(zones: string[], label: string, count: number): string[] {
  const [first = ''] = zones;
  if (count === 1) return [`${label}.${first}`];
  const hosts = Array.from(
    { length: count - 2 },
    (_, index) => `host${index}.at.${label}.${zones[index % zones.length]}`,
  );
  return [`${label}.${first}`, `*.${label}.${first}`, ...hosts].slice(0, count);
}

async function runTry(
  { dnscale, pebble, launcher }: TryWorld,
  domainNames: string[],
): Promise<{ tookMs: number; questions: number; pairs: number }> {
  const folder = await makeTemporaryFolder('bench-try');
  const world = ['--server', pebble.directoryUrl, '--resolver', dnscale.resolverAddress];
  const args = ['--accept-tos', '--json', '--profile', 'default', '--out', folder];
  const environment = {
    PATH: process.env.PATH,
    DNSCALE_API_URL: dnscale.apiUrl,
    DNSCALE_API_TOKEN: dnscale.addToken(),
    DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
    DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
    DNSCALE_NAME_SERVER_DOMAINS: 'dnscale.test',
    DNSCALE_CERTS_VALIDATING_RESOLVERS: dnscale.resolverAddress,
    NODE_EXTRA_CA_CERTS: pebble.caCertificatePath,
  };
  const asked = dnscale.dnsQueries.length;
  const startedAt = performance.now();
  const names = domainNames.flatMap((name) => ['-d', name]);
  const child = spawn(process.execPath, [launcher, 'try', ...names, ...args, ...world], { env: environment });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  const tookMs = performance.now() - startedAt;
  await removeFolder(folder);
  if (exitCode !== 0) throw new Error(`try ended with ${exitCode}: ${stderr}`);
  return { tookMs, ...countQuestions(dnscale.dnsQueries.slice(asked), stdout) };
}

/** Counts until a name was propagated: later questions are the CA's. */
function countQuestions(
  queries: EngineWorld['dnscale']['dnsQueries'],
  stdout: string,
): { questions: number; pairs: number } {
  const events: { event: string; time: string; name: string }[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const seenAt = new Map(
    events.filter(({ event }) => event === 'propagated').map(({ name, time }) => [name, new Date(time)]),
  );
  const counted = queries.filter(({ name, type, at }) => type === 'TXT' && at <= (seenAt.get(name) ?? at));
  const pairs = new Set(counted.map(({ name, server }) => `${name} ${server}`));
  return { questions: counted.length, pairs: pairs.size };
}

async function createFloor(
  { dnscale, pebble }: EngineWorld,
  lagMs: number,
  zoneIds: Map<string, string>,
): Promise<(domainNames: string[]) => Promise<number>> {
  const ca = {
    directoryUrl: pebble.directoryUrl,
    caPem: pebble.caCertificatePem,
    accountKeyPem: createAccountKey(),
  };
  const accountUrl = await makeAccount(ca);
  const token = dnscale.addToken();
  const zoneIdOf = (name: string) =>
    [...zoneIds].find(([zone]) => name.endsWith(`.${zone}`))?.[1] ?? 'no zone';
  return async (domainNames) => {
    const startedAt = performance.now();
    const { apiUrl } = dnscale;
    const cleanUp = await issueAtFloor({ ...ca, accountUrl, apiUrl, token, zoneIdOf, lagMs, domainNames });
    const tookMs = performance.now() - startedAt;
    await cleanUp();
    return tookMs;
  };
}
