/**
 * Probes: one run of one certificate with something wrong at one request, then one look with nothing wrong. What must
 * hold of every probe whatever it was is judged here; what is wrong is said by who makes the probe.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import type { Act } from '../../test/support/world/proxy/acts.ts';
import type { PartyRequest } from '../../test/support/world/proxy/request-log.ts';
import { certificatesFor } from './ca-count.ts';
import { createHolder, type Holder, type StateItem } from './holdings.ts';
import { brokenAfterRecovery } from './invariants.ts';
import type { Lab } from './lab.ts';
import { aProofDefinition } from './proof-definition.ts';
import type { LogLine } from './renew-process.ts';
import type { SeenRun, Station } from './station.ts';

export type Probe = {
  name: string;
  /** What is done with a request; undefined lets it pass. Called once for each. */
  act: (request: PartyRequest) => Act | undefined;
};

export type Probed = {
  probe: Probe;
  /** How the run ended, in its own words. */
  ending: string;
  remainingMs: number;
  tookMs: number;
  broken: string[];
};

export type ProbeOptions = {
  /** Lambda's limit for the run that is probed. */
  limitMs: number;
  progress?: ((line: string) => void) | undefined;
};

const RECOVERY_LIMIT_MS = 120_000;

export async function runProbes(
  lab: Lab,
  stations: readonly Station[],
  probes: readonly Probe[],
  options: ProbeOptions,
): Promise<Probed[]> {
  const holder = createHolder(lab);
  const todo = probes.map((probe, index) => ({ probe, index }));
  const done: Probed[] = [];
  await Promise.all(
    stations.map(async (station) => {
      const place = { lab, holder, station };
      const disturbed: Disturbed[] = [];
      for (let next = todo.shift(); next; next = todo.shift()) {
        disturbed.push(await disturb(place, next.probe, next.index, options));
      }
      // Last, so that the claims of all of them run out at the same time.
      for (const one of disturbed) {
        const probed = await makeGood(place, one);
        options.progress?.(`${probed.probe.name}: ${probed.ending}`);
        done.push(probed);
      }
    }),
  );
  return probes.flatMap((probe) => done.filter((probed) => probed.probe === probe));
}

type Place = { lab: Lab; holder: Holder; station: Station };

/** After the run that was disturbed, and before the next look. */
type Disturbed = {
  probe: Probe;
  definition: CertificateDefinition;
  stackName: string;
  run: SeenRun;
  state: StateItem | undefined;
  isMet: boolean;
};

async function disturb(
  { lab, holder, station }: Place,
  probe: Probe,
  index: number,
  { limitMs }: ProbeOptions,
): Promise<Disturbed> {
  const definition = aProofDefinition(index, station);
  // A stack of its own, so that every probe has its account to register.
  const stackName = `Proof-${index}`;
  await lab.declare(definition);
  let isMet = false;
  const run = await station.run({
    certificateNames: [definition.certificateName],
    stackName,
    limitMs,
    script: () => (request) => {
      const act = probe.act(request);
      isMet ||= act !== undefined;
      return act;
    },
  });
  const { state } = await holder.read(definition);
  return { probe, definition, stackName, run, state, isMet };
}

async function makeGood(
  { holder, station }: Place,
  { probe, definition, stackName, run, state, isMet }: Disturbed,
): Promise<Probed> {
  await untilFree(state);
  const { certificateName } = definition;
  const certificateNames = [certificateName];
  const later = await station.run({ certificateNames, stackName, limitMs: RECOVERY_LIMIT_MS });
  const issued = certificatesFor(certificateName, station.requests);
  const remainingMs = run.lines.find((line) => line.remainingMs !== undefined)?.remainingMs ?? 0;
  const broken = [
    ...(isMet ? [] : ['the run never came to this request']),
    ...judgeRun(run, state, remainingMs),
    ...(issued === 1 ? [] : [`${issued} certificates at the CA`]),
    ...brokenAfterRecovery(await holder.read(definition)).map((fault) => `after the next look: ${fault}`),
    ...(later.exitCode === 0 ? [] : [`the next look ended with ${later.exitCode}`]),
  ];
  return { probe, ending: endingOf(run), remainingMs, tookMs: run.tookMs, broken };
}

async function untilFree(state: StateItem | undefined): Promise<void> {
  const until = state?.runUntil === undefined ? 0 : Date.parse(state.runUntil) + 1;
  if (until > Date.now()) await sleep(until - Date.now());
}

/** 10 s, less what it takes to write the last line. */
const LEAST_REMAINING_MS = 9_800;
const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 7 * 24 * 60 * MINUTE_MS;
/** An undisturbed run sends some fifty. */
const MOST_REQUESTS = 400;

function judgeRun(run: SeenRun, state: StateItem | undefined, remainingMs: number): string[] {
  const failure = state?.failure as { at?: string } | undefined;
  const waitMs = Date.parse(state?.nextCheckAt ?? '') - Date.parse(failure?.at ?? '');
  const untyped = run.lines.filter(({ code }) => code === 'unexpected');
  const claims = [
    [run.exitCode === 0, `the process ended with ${run.exitCode}: ${run.output.slice(-300)}`],
    [remainingMs >= LEAST_REMAINING_MS, `it ended ${remainingMs} ms before its limit`],
    [endingOf(run) !== '', 'it told no ending'],
    [untyped.length === 0, `an untyped error: ${JSON.stringify(untyped)}`],
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

function endingOf({ lines, events }: SeenRun): string {
  const lost = lines.find(({ message }: LogLine) => message === 'run-lost');
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
