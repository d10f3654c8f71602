/**
 * Probes: one run of one certificate with something wrong at one request, then one run with nothing wrong. Whoever makes
 * the probe says what goes wrong; what must hold after every probe is judged here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import type { Act } from '../../test/support/world/proxy/acts.ts';
import type { PartyRequest } from '../../test/support/world/proxy/request-log.ts';
import { certificatesFor } from './ca-count.ts';
import { linesOfFaults } from './fault-codes.ts';
import type { StateItem } from './holdings.ts';
import { brokenAfterRecovery } from './invariants.ts';
import { aProofDefinition } from './proof-definition.ts';
import type { Place, ProofWorld } from './proof-world.ts';
import type { ObservedRun, ProxiedRenewer } from './proxied-renewer.ts';
import type { LogLine } from './renew-process.ts';

export type Probe = {
  name: string;
  /** What happens to a request; undefined lets it pass. Called once for each. */
  act: (request: PartyRequest) => Act | undefined;
};

export type Probed = {
  probe: Probe;
  /** How the run ended, as its log tells it. */
  ending: string;
  remainingMs: number;
  tookMs: number;
  broken: string[];
};

export type ProbeOptions = {
  /** Lambda's limit for the disturbed run. */
  limitMs: number;
  progress?: ((line: string) => void) | undefined;
};

const RECOVERY_LIMIT_MS = 120_000;

export async function runProbes(
  world: ProofWorld,
  renewers: readonly ProxiedRenewer[],
  probes: readonly Probe[],
  options: ProbeOptions,
): Promise<Probed[]> {
  const todo = probes.map((probe, index) => ({ probe, index }));
  const done: Probed[] = [];
  await Promise.all(
    renewers.map(async (renewer) => {
      const place = { world, renewer };
      const disturbed: Disturbed[] = [];
      for (let next = todo.shift(); next; next = todo.shift()) {
        disturbed.push(await disturb(place, next.probe, next.index, options));
      }
      // Only now, so that the claims of all of them run out at the same time.
      for (const one of disturbed) {
        const probed = await recover(place, one);
        options.progress?.(`${probed.probe.name}: ${probed.ending}`);
        done.push(probed);
      }
    }),
  );
  return probes.flatMap((probe) => done.filter((probed) => probed.probe === probe));
}

/** After the disturbed run, before the next one. */
type Disturbed = {
  probe: Probe;
  definition: CertificateDefinition;
  stackName: string;
  run: ObservedRun;
  state: StateItem | undefined;
  isMet: boolean;
};

async function disturb(
  { world, renewer }: Place,
  probe: Probe,
  index: number,
  { limitMs }: ProbeOptions,
): Promise<Disturbed> {
  const definition = aProofDefinition(index, renewer);
  // A stack of its own, so that every probe has its account to register.
  const stackName = `Proof-${index}`;
  await world.declare(definition);
  let isMet = false;
  const run = await renewer.run({
    certificateNames: [definition.certificateName],
    stackName,
    limitMs,
    script: () => (request) => {
      const act = probe.act(request);
      isMet ||= act !== undefined;
      return act;
    },
  });
  const { state } = await world.readHoldings(definition);
  return { probe, definition, stackName, run, state, isMet };
}

async function recover(
  { world, renewer }: Place,
  { probe, definition, stackName, run, state, isMet }: Disturbed,
): Promise<Probed> {
  await untilFree(state);
  const { certificateName } = definition;
  const certificateNames = [certificateName];
  const later = await renewer.run({ certificateNames, stackName, limitMs: RECOVERY_LIMIT_MS });
  const issued = certificatesFor(certificateName, renewer.requests);
  const remainingMs = run.lines.find((line) => line.remainingMs !== undefined)?.remainingMs ?? 0;
  const broken = [
    ...(isMet ? [] : ['the run never came to this request']),
    ...judgeRun(run, state, remainingMs),
    ...(issued === 1 ? [] : [`${issued} certificates at the CA`]),
    ...brokenAfterRecovery(await world.readHoldings(definition)).map(
      (fault) => `after the next run: ${fault}`,
    ),
    ...(later.exitCode === 0 ? [] : [`the next run ended with ${later.exitCode}`]),
  ];
  return { probe, ending: endingOf(run), remainingMs, tookMs: run.tookMs, broken };
}

async function untilFree(state: StateItem | undefined): Promise<void> {
  const until = state?.runUntil === undefined ? 0 : Date.parse(state.runUntil) + 1;
  if (until > Date.now()) await sleep(until - Date.now());
}

/** 10 s, less the time that the last line takes. */
const LEAST_REMAINING_MS = 9_800;
const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 7 * 24 * 60 * MINUTE_MS;
/** An undisturbed run sends some fifty. */
const MOST_REQUESTS = 400;

function judgeRun(run: ObservedRun, state: StateItem | undefined, remainingMs: number): string[] {
  const failure = state?.failure as { at?: string } | undefined;
  const waitMs = Date.parse(state?.nextCheckAt ?? '') - Date.parse(failure?.at ?? '');
  const faults = linesOfFaults(run.lines);
  const claims = [
    [run.exitCode === 0, `the process ended with ${run.exitCode}: ${run.output.slice(-300)}`],
    [remainingMs >= LEAST_REMAINING_MS, `it ended ${remainingMs} ms before its limit`],
    [endingOf(run) !== '', 'it told no ending'],
    [faults.length === 0, `a fault of ours: ${JSON.stringify(faults)}`],
    [
      failure === undefined || (waitMs >= MINUTE_MS && waitMs <= LONGEST_WAIT_MS),
      `it waits for ${waitMs} ms`,
    ],
    [run.requests.length <= MOST_REQUESTS, `${run.requests.length} requests`],
    [isPrintable(run.lines), 'unprintable characters in the log'],
    [isPrintable(state), 'unprintable characters in the state'],
  ] as const;
  return claims.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
}

function endingOf({ lines, events }: ObservedRun): string {
  const lost = lines.find(({ event }: LogLine) => event === 'run-lost');
  if (lost) return `run-lost with ${lost.code}`;
  for (const event of events) {
    if (event.event === 'run-failed') return `${event.code} in ${event.step}`;
    if (event.event === 'run-finished') return event.outcome;
  }
  return '';
}

/** Every text in it, at whatever depth. */
function isPrintable(value: unknown): boolean {
  if (typeof value === 'string') return !/[\p{Cc}\p{Cf}]/u.test(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isPrintable);
}
