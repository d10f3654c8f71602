/**
 * Renews certificates onto their ARNs, many at once, and notes how long each took from its request to the moment at which
 * DescribeCertificate shows the new serial number. A run that fails is tried again at once, and the time that the product
 * would have waited is added: until `nextCheckAt`, and from there to the next tick.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeenStep } from '../../functions/engine/renewal/state.ts';
import { seededRandom } from '../../test/support/world/models/seeded-random.ts';
import type { Calls, Operations } from './distribution-faults.ts';
import {
  type DistributionWorld,
  type Lane,
  startDistributionWorld,
  type WorldOptions,
} from './distribution-world.ts';
import { drawLags, type Lags } from './lag-distribution.ts';
import { type MachineShare, watchMachine } from './machine-share.ts';

export type Failed = { code: string; step: string; message: string; retryAfterMs: number };

export type Issuance = {
  propagationMs: number;
  /** From the request to the new serial number on the ARN, the product's waits included. */
  tookMs: number;
  failures: Failed[];
  /** Of the run that succeeded, as the record tells them. */
  steps: SeenStep[];
  struck: string[];
  /** What is wrong with the certificate, in words. */
  wrong: string[];
};

export type Distribution = {
  share: number;
  issuances: Issuance[];
  elapsedMs: number;
  machine: MachineShare;
  http: Calls;
  dns: Calls;
  operations: Operations;
  valuesLeft: number;
};

export type DistributionOptions = WorldOptions & { count: number; progress(line: string): void };

const TICK_MS = 10 * 60_000;
const MOST_RUNS = 5;
const LOOK_EVERY_MS = 5;

export async function runDistribution(options: DistributionOptions): Promise<Distribution> {
  const { count, seed, share, progress } = options;
  progress(`${100 * share} % faults: ${options.lanes} certificates are issued before the measurement`);
  const world = await startDistributionWorld(options);
  try {
    const lags = drawLags(seed, count, NAME_SERVERS);
    const ticks = seededRandom(seed + 1);
    const waiting = lags.map((drawn) => ({ drawn, tickInMs: ticks.between(0, TICK_MS) }));
    const issuances: Issuance[] = [];
    const startedAtMs = performance.now();
    const machine = watchMachine();
    world.faults.begin();
    await Promise.all(
      world.lanes.map(async (lane) => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          issuances.push(await renewOnce(lane, next.drawn, next.tickInMs));
          if (issuances.length % 100 === 0)
            progress(`${100 * share} % faults: ${issuances.length} of ${count}`);
        }
      }),
    );
    return { share, issuances, machine: machine(), ...figures(world, startedAtMs) };
  } finally {
    await world.stop();
  }
}

const NAME_SERVERS = 4;

function figures({ faults, valuesLeft }: DistributionWorld, startedAtMs: number) {
  const { http, dns, operations } = faults;
  return { http, dns, operations, valuesLeft: valuesLeft(), elapsedMs: performance.now() - startedAtMs };
}

async function renewOnce(lane: Lane, lags: Lags, tickInMs: number): Promise<Issuance> {
  await lane.passWeek();
  lane.setLags(lags);
  lane.struck.length = 0;
  const before = lane.held();
  const failures: Failed[] = [];
  await lane.ask();
  let waitedMs = 0;
  for (let run = 1; run <= MOST_RUNS; run += 1) {
    const startedAtMs = performance.now();
    const ended = lane.renewer.run(lane.certificateName);
    const verifiedAtMs = await verified(lane, before, ended);
    await ended;
    const { failure, history, nextCheckAt } = await lane.readState();
    if (verifiedAtMs !== undefined) {
      const tookMs = waitedMs + verifiedAtMs - startedAtMs;
      const steps = history?.at(-1)?.steps ?? [];
      const wrong = await faultsOf(lane, before);
      const { propagationMs } = lags;
      return { propagationMs, tookMs, failures, steps, struck: [...lane.struck], wrong };
    }
    const ranMs = performance.now() - startedAtMs;
    const retryAfterMs = Math.max(0, Date.parse(nextCheckAt ?? '') - Date.now());
    waitedMs = untilTick(waitedMs + ranMs + (retryAfterMs || 0), tickInMs);
    const { code = 'no failure', step = '', message = '' } = failure ?? {};
    failures.push({ code, step, message, retryAfterMs });
  }
  const wrong = [`not renewed in ${MOST_RUNS} runs`];
  const { propagationMs } = lags;
  return {
    propagationMs,
    tookMs: Number.POSITIVE_INFINITY,
    failures,
    steps: [],
    struck: [...lane.struck],
    wrong,
  };
}

/** When DescribeCertificate showed another serial number than before; undefined when the run ended without one. */
async function verified(lane: Lane, before: string, ended: Promise<void>): Promise<number | undefined> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  ended.then(over, over);
  while (lane.held() === before) {
    if (isOver) return undefined;
    await sleep(LOOK_EVERY_MS);
  }
  const shown = await lane.described();
  return shown === before ? undefined : performance.now();
}

async function faultsOf(lane: Lane, before: string): Promise<string[]> {
  const serial = await lane.described();
  return [
    ...(serial === before ? ['DescribeCertificate shows the old serial number'] : []),
    ...((await lane.isIssued(serial)) ? [] : ['the CA has not issued it']),
  ];
}

/** The first tick at or after that time; `tickInMs` is when the first one comes. */
export function untilTick(ms: number, tickInMs: number): number {
  return tickInMs + Math.max(0, Math.ceil((ms - tickInMs) / TICK_MS)) * TICK_MS;
}
