/**
 * The kill matrix: runs are recorded undisturbed, then killed at every point of the recording, then recovered. Many
 * certificates go through it at the same time; while the claims of dead runs run out, others are killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../../functions/engine/config/definition.ts';
import { KILL_TIMES } from '../world/proxy/acts.ts';
import { createHolder } from './holdings.ts';
import { brokenAfterRecovery } from './invariants.ts';
import {
  type Bench,
  type Killed,
  type KillPlan,
  killRun,
  LIMIT_MS,
  type Recovered,
  recover,
  SCENES,
  type Scene,
} from './kill-experiment.ts';
import { findKillPoints, isKeyPoint, type KillPoint, nameOfPoint } from './kill-points.ts';
import { startLab } from './lab.ts';
import { aProofDefinition } from './proof-definition.ts';
import type { Station } from './station.ts';

export type MatrixOptions = {
  /** Kills at each point and time. */
  each: number;
  /** Processes at once. */
  stations: number;
  /** At the key points only. @default false */
  isShort?: boolean;
  /** Points of this name only, to see a broken cell again. @default all */
  only?: RegExp;
  progress?: (line: string) => void;
};

export type KillMatrix = { points: Record<Scene, KillPoint[]>; results: Recovered[] };

export async function runKillMatrix(options: MatrixOptions): Promise<KillMatrix> {
  const lab = await startLab();
  try {
    const stations = await Promise.all(Array.from({ length: options.stations }, lab.openStation));
    const benches = stations.map((station) => ({ lab, station, holder: createHolder(lab) }));
    const [first] = benches;
    if (!first) throw new Error('the matrix needs a station');
    const points = await record(first, options);
    const plans = planKills(points, options.each, stations);
    options.progress?.(`${plans.flat().length} kills at ${stations.length} stations`);
    const done = await Promise.all(benches.map((bench, index) => work(bench, plans[index] ?? [], options)));
    return { points, results: done.flat() };
  } finally {
    await lab.stop();
  }
}

const PROFILES: Record<Scene, string> = {
  'new account': 'default',
  'first issuance': 'default',
  renewal: 'other',
};

async function record(
  bench: Bench,
  { isShort = false, only = /./ }: MatrixOptions,
): Promise<KillMatrix['points']> {
  const account = await recordScene('new account', aProofDefinition(0, bench.station), bench);
  const first = aProofDefinition(1, bench.station);
  const points = {
    'new account': account.filter(({ step }) => step.startsWith('K3')),
    'first issuance': await recordScene('first issuance', first, bench),
    renewal: await recordScene('renewal', { ...first, profile: PROFILES.renewal }, bench),
  };
  const isMeant = (point: KillPoint) => (!isShort || isKeyPoint(point)) && only.test(nameOfPoint(point));
  for (const scene of SCENES) points[scene] = points[scene].filter(isMeant);
  return points;
}

async function recordScene(
  scene: Scene,
  definition: CertificateDefinition,
  { lab, station, holder }: Bench,
): Promise<KillPoint[]> {
  await lab.declare(definition);
  const run = await station.run({ certificateNames: [definition.certificateName], limitMs: LIMIT_MS });
  const broken = brokenAfterRecovery(await holder.read(definition));
  if (broken.length > 0) throw new Error(`undisturbed, the ${scene} went wrong: ${broken}\n${run.output}`);
  return findKillPoints(run.requests);
}

/** By station: a certificate's CA address is its station's. */
function planKills(points: KillMatrix['points'], each: number, stations: Station[]): KillPlan[][] {
  const kills = SCENES.flatMap((scene) =>
    points[scene].flatMap((point) =>
      KILL_TIMES.flatMap((when) => Array.from({ length: each }, () => ({ scene, point, when }))),
    ),
  );
  const plans: KillPlan[][] = stations.map(() => []);
  kills.forEach((kill, index) => {
    const at = index % stations.length;
    const number = FIRST_NUMBER + index;
    const definition = aProofDefinition(number, stations[at] as Station, { profile: PROFILES[kill.scene] });
    // Account keys are kept by stack.
    const stackName = kill.scene === 'new account' ? `Proof-${number}` : 'Proof';
    plans[at]?.push({ ...kill, definition, stackName, attempt: 1 });
  });
  return plans;
}

/** Of those that are killed: smaller ones are recorded. */
const FIRST_NUMBER = 10;

/** How many certificates one warm process takes. */
const BATCH = 10;

async function work(bench: Bench, plans: KillPlan[], { progress }: MatrixOptions): Promise<Recovered[]> {
  await issueBefore(bench, plans);
  const todo = [...plans];
  let dead: Killed[] = [];
  const done: Recovered[] = [];
  while (todo.length > 0 || dead.length > 0) {
    const ready = nextToRecover(dead, todo.length === 0);
    const plan = todo.shift();
    if (ready.length > 0) {
      dead = dead.filter((killed) => !ready.includes(killed));
      done.push(...(await recover(bench, ready)));
      progress?.(`${done.length} of ${plans.length} recovered at one station`);
    }
    const killed = plan && (await killRun(bench, plan));
    if (killed?.unmet !== undefined && killed.plan.attempt < MOST_ATTEMPTS)
      todo.push(await replan(bench, killed.plan));
    else if (killed) dead.push(killed);
    else if (ready.length === 0) await sleep(POLL_MS);
  }
  return done;
}

const POLL_MS = 100;

/** Pebble takes over one authorization in a hundred when it is told to take over none: then a run writes one value less. */
const MOST_ATTEMPTS = 3;

/** The same kill of another certificate. */
async function replan(bench: Bench, plan: KillPlan): Promise<KillPlan> {
  const { definition } = plan;
  const number = Number.parseInt(definition.certificateName.slice(1), 10) + REPLACED;
  const { profile } = definition;
  const another = { ...plan, definition: aProofDefinition(number, bench.station, { profile }) };
  await issueBefore(bench, [another]);
  return { ...another, attempt: plan.attempt + 1 };
}

/** Far above all others. */
const REPLACED = 20_000;

/** Those whose claims have run out, of the stack that has most of them; at the end also when they are few. */
function nextToRecover(dead: readonly Killed[], isEnd: boolean): Killed[] {
  const free = dead.filter(({ recoverAtMs }) => recoverAtMs <= Date.now());
  const stacks = Map.groupBy(free, ({ plan }) => plan.stackName);
  const [most = []] = [...stacks.values()].sort((one, other) => other.length - one.length);
  return most.length >= BATCH || isEnd ? most.slice(0, BATCH) : [];
}

/** The certificates that are to be renewed. */
async function issueBefore({ lab, station }: Bench, plans: KillPlan[]): Promise<void> {
  const renewals = plans.filter(({ scene }) => scene === 'renewal').map(({ definition }) => definition);
  for (const definition of renewals) await lab.declare({ ...definition, profile: 'default' });
  const names = renewals.map(({ certificateName }) => certificateName);
  if (names.length > 0) await station.run({ certificateNames: names, limitMs: LIMIT_MS });
}
