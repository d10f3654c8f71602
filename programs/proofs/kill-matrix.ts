/**
 * The kill matrix: runs are recorded undisturbed, then killed at every point of the recording, then recovered. Many
 * certificates go through it at the same time; while the claims of dead runs run out, others are killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { KILL_TIMES } from '../../test/support/world/proxy/acts.ts';
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
  /** At the key points only, and renewals only where the party has acted and the run does not know. @default false */
  isShort?: boolean;
  /** Points of this name only, to see a broken cell again. @default all */
  only?: RegExp;
  progress?: (line: string) => void;
};

export type KillMatrix = { points: Record<Scene, KillPoint[]>; results: Recovered[] };

export async function runKillMatrix(options: MatrixOptions): Promise<KillMatrix> {
  const lab = await startLab();
  try {
    const holder = createHolder(lab);
    const points = await record({ lab, holder, station: await lab.openStation() }, options);
    const shifts = planShifts(points, options);
    const results: Recovered[] = [];
    const workers = Array.from({ length: options.stations }, async () => {
      for (let shift = shifts.shift(); shift; shift = shifts.shift()) {
        results.push(...(await workShift({ lab, holder, station: await lab.openStation() }, shift)));
        options.progress?.(`${results.length} killed and recovered, ${shifts.length} shifts to come`);
      }
    });
    await Promise.all(workers);
    return { points, results };
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

type Kill = Pick<KillPlan, 'scene' | 'point' | 'when'> & { number: number };

/** The renewer orders at most 200 certificates that need not be in three hours at one CA address, and the killed order twice. */
const LONGEST_SHIFT = 50;

/** Each is worked at a station, and so a CA address, of its own; all of them have something of every scene. */
function planShifts(
  points: KillMatrix['points'],
  { each, stations, isShort = false }: MatrixOptions,
): Kill[][] {
  const timesOf = (scene: Scene) => (isShort && scene === 'renewal' ? (['applied'] as const) : KILL_TIMES);
  const kills = SCENES.flatMap((scene) =>
    points[scene].flatMap((point) =>
      timesOf(scene).flatMap((when) => Array.from({ length: each }, () => ({ scene, point, when }))),
    ),
  ).map((kill, index) => ({ ...kill, number: FIRST_NUMBER + index }));
  const count = Math.max(stations, Math.ceil(kills.length / LONGEST_SHIFT));
  return Array.from({ length: count }, (_, shift) => kills.filter(({ number }) => number % count === shift));
}

/** Of those that are killed; the numbers below are recorded, and the one after the last registers accounts. */
const FIRST_NUMBER = 10;
const REGISTERING = 90_000;

/** How many certificates one warm process takes. */
const BATCH = 10;

async function workShift(bench: Bench, kills: Kill[]): Promise<Recovered[]> {
  const todo = kills.map((kill) => planOf(kill, bench.station));
  const registering = aProofDefinition(REGISTERING + (kills[0]?.number ?? 0), bench.station);
  await issue(bench, [registering, ...beforeRenewal(todo)]);
  let dead: Killed[] = [];
  const done: Recovered[] = [];
  while (todo.length > 0 || dead.length > 0) {
    const ready = nextToRecover(dead, todo.length === 0);
    const plan = todo.shift();
    if (ready.length > 0) {
      dead = dead.filter((killed) => !ready.includes(killed));
      done.push(...(await recover(bench, ready)));
    }
    if (plan) await killOrReplan(bench, plan, { todo, dead });
    else if (ready.length === 0) await sleep(POLL_MS);
  }
  await bench.station.stop();
  return done;
}

function planOf({ number, ...kill }: Kill, station: Station): KillPlan {
  // Account keys are kept by stack.
  const stackName = kill.scene === 'new account' ? `Proof-${number}` : 'Proof';
  const definition = aProofDefinition(number, station, { profile: PROFILES[kill.scene] });
  return { ...kill, definition, stackName, attempt: 1 };
}

const POLL_MS = 100;

/** Pebble takes over one authorization in a hundred when it is told to take over none: then a run writes one value less. */
const MOST_ATTEMPTS = 3;

async function killOrReplan(
  bench: Bench,
  plan: KillPlan,
  { todo, dead }: { todo: KillPlan[]; dead: Killed[] },
): Promise<void> {
  const killed = await killRun(bench, plan);
  if (killed.unmet === undefined || plan.attempt === MOST_ATTEMPTS) dead.push(killed);
  else todo.push(await replan(bench, plan));
}

/** The same kill of another certificate. */
async function replan(bench: Bench, plan: KillPlan): Promise<KillPlan> {
  const { definition } = plan;
  const number = Number.parseInt(definition.certificateName.slice(1), 10) + REPLACED;
  const { profile } = definition;
  const another = { ...plan, definition: aProofDefinition(number, bench.station, { profile }) };
  await issue(bench, beforeRenewal([another]));
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

/** The certificates that are to be renewed, as they are before. */
function beforeRenewal(plans: KillPlan[]): CertificateDefinition[] {
  return plans.flatMap(({ scene, definition }) =>
    scene === 'renewal' ? [{ ...definition, profile: 'default' }] : [],
  );
}

async function issue({ lab, station }: Bench, definitions: CertificateDefinition[]): Promise<void> {
  for (const definition of definitions) await lab.declare(definition);
  const names = definitions.map(({ certificateName }) => certificateName);
  if (names.length > 0) await station.run({ certificateNames: names, limitMs: LIMIT_MS });
}
