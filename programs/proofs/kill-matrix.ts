/**
 * The kill matrix: it records undisturbed runs, kills others at every point of the recording, and lets further runs
 * recover. It works on many certificates at once: while the claims of dead runs run out, it kills others.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { KILL_TIMES } from '../../test/support/world/proxy/acts.ts';
import { brokenAfterRecovery } from './invariants.ts';
import {
  askToRevoke,
  type Killed,
  type KillPlan,
  killRun,
  LIMIT_MS,
  type Recovered,
  recover,
} from './kill-experiment.ts';
import { findKillPoints, isKeyPoint, type KillPoint, nameOfPoint } from './kill-points.ts';
import { factsOf, SCENES, type Scene } from './kill-scenes.ts';
import { aProofDefinition } from './proof-definition.ts';
import { type Place, startProofWorld } from './proof-world.ts';
import type { ProxiedRenewer } from './proxied-renewer.ts';

export type MatrixOptions = {
  /** Kills at each point and time. */
  each: number;
  /** Each runs one process at a time. */
  renewers: number;
  /** At the key points only; renewals only at the time `applied`. @default false */
  isShort?: boolean;
  /** Only points whose name matches, to repeat a broken cell. @default all */
  only?: RegExp;
  progress?: (line: string) => void;
};

export type KillMatrix = {
  points: Record<Scene, KillPoint[]>;
  results: Recovered[];
  /** How many challenges the CA was still validating when a recovering run answered them again: it says 409. */
  challengesRefused: number;
};

export async function runKillMatrix(options: MatrixOptions): Promise<KillMatrix> {
  const world = await startProofWorld();
  try {
    const points = await record({ world, renewer: await world.openRenewer() }, options);
    const shifts = planShifts(points, options);
    const results: Recovered[] = [];
    let challengesRefused = 0;
    const workers = Array.from({ length: options.renewers }, async () => {
      for (let shift = shifts.shift(); shift; shift = shifts.shift()) {
        const renewer = await world.openRenewer();
        results.push(...(await workShift({ world, renewer }, shift)));
        challengesRefused += renewer.challengesRefused();
        options.progress?.(`${results.length} killed and recovered, ${shifts.length} shifts to come`);
      }
    });
    await Promise.all(workers);
    return { points, results, challengesRefused };
  } finally {
    await world.stop();
  }
}

async function record(
  place: Place,
  { isShort = false, only = /./ }: MatrixOptions,
): Promise<KillMatrix['points']> {
  const account = await recordScene('new account', aProofDefinition(0, place.renewer), place);
  const first = aProofDefinition(1, place.renewer);
  const points = {
    'new account': account.filter(({ step }) => step.startsWith('K3')),
    'first issuance': await recordScene('first issuance', first, place),
    renewal: await recordScene('renewal', { ...first, profile: factsOf('renewal').profile }, place),
    revocation: await recordScene('revocation', { ...first, profile: 'other' }, place),
    'revocation at once': await recordScene('revocation at once', { ...first, profile: 'other' }, place),
  };
  const isShown = (scene: Scene, point: KillPoint) => isKeyPoint(point) && isNew(scene, point);
  for (const scene of SCENES) {
    points[scene] = points[scene].filter(
      (point) => (!isShort || isShown(scene, point)) && only.test(nameOfPoint(point)),
    );
  }
  return points;
}

/** The short form kills a revocation where it differs from a renewal. */
function isNew(scene: Scene, { step }: KillPoint): boolean {
  return factsOf(scene).revokes === undefined || /^K(12|16|18|19|20) /.test(step);
}

async function recordScene(
  scene: Scene,
  definition: CertificateDefinition,
  { world, renewer }: Place,
): Promise<KillPoint[]> {
  await world.declare(definition);
  const { state } = await world.readHoldings(definition);
  await askToRevoke(scene, definition.certificateName, state?.certificate?.serial, world);
  const run = await renewer.run({ certificateNames: [definition.certificateName], limitMs: LIMIT_MS });
  const broken = brokenAfterRecovery(await world.readHoldings(definition));
  if (broken.length > 0) throw new Error(`undisturbed, the ${scene} went wrong: ${broken}\n${run.output}`);
  return findKillPoints(run.requests);
}

type Kill = Pick<KillPlan, 'scene' | 'point' | 'when'> & { number: number };

/** At one CA address the product makes at most 200 orders that are not urgent in three hours, and a killed run may make two. */
const LONGEST_SHIFT = 50;

/** Each shift has a renewer, and so a CA address, of its own, and something of every scene. */
function planShifts(
  points: KillMatrix['points'],
  { each, renewers, isShort = false }: MatrixOptions,
): Kill[][] {
  const timesOf = (scene: Scene) =>
    isShort && factsOf(scene).hasOneBefore ? (['applied'] as const) : KILL_TIMES;
  const kills = SCENES.flatMap((scene) =>
    points[scene].flatMap((point) =>
      timesOf(scene).flatMap((when) => Array.from({ length: each }, () => ({ scene, point, when }))),
    ),
  ).map((kill, index) => ({ ...kill, number: FIRST_NUMBER + index }));
  const count = Math.max(renewers, Math.ceil(kills.length / LONGEST_SHIFT));
  return Array.from({ length: count }, (_, shift) => kills.filter(({ number }) => number % count === shift));
}

/** Certificates to be killed count from FIRST_NUMBER (those below are recorded); REGISTERING and above register accounts. */
const FIRST_NUMBER = 10;
const REGISTERING = 90_000;

/** How many certificates one warm process takes. */
const BATCH = 10;

async function workShift(place: Place, kills: Kill[]): Promise<Recovered[]> {
  const todo = kills.map((kill) => planOf(kill, place.renewer));
  const registering = aProofDefinition(REGISTERING + (kills[0]?.number ?? 0), place.renewer);
  await issue(place, [registering, ...beforeRenewal(todo)]);
  let dead: Killed[] = [];
  const done: Recovered[] = [];
  while (todo.length > 0 || dead.length > 0) {
    const ready = nextToRecover(dead, todo.length === 0);
    const plan = todo.shift();
    if (ready.length > 0) {
      dead = dead.filter((killed) => !ready.includes(killed));
      done.push(...(await recover(place, ready)));
    }
    if (plan) await killOrReplan(place, plan, { todo, dead });
    else if (ready.length === 0) await sleep(POLL_MS);
  }
  await place.renewer.stop();
  return done;
}

function planOf({ number, ...kill }: Kill, renewer: ProxiedRenewer): KillPlan {
  // Account keys are kept by stack.
  const stackName = kill.scene === 'new account' ? `Proof-${number}` : 'Proof';
  const { profile } = factsOf(kill.scene);
  const definition = aProofDefinition(number, renewer, { profile });
  return { ...kill, definition, stackName, attempt: 1 };
}

const POLL_MS = 100;

/** Pebble reuses one authorization in a hundred although it is told to reuse none: then a run writes one value less. */
const MOST_ATTEMPTS = 3;

async function killOrReplan(
  place: Place,
  plan: KillPlan,
  { todo, dead }: { todo: KillPlan[]; dead: Killed[] },
): Promise<void> {
  const killed = await killRun(place, plan);
  if (killed.unmet === undefined || plan.attempt === MOST_ATTEMPTS) dead.push(killed);
  else todo.push(await replan(place, plan));
}

/** The same kill of another certificate. */
async function replan(place: Place, plan: KillPlan): Promise<KillPlan> {
  const { definition } = plan;
  const number = Number.parseInt(definition.certificateName.slice(1), 10) + REPLACED;
  const { profile } = definition;
  const another = { ...plan, definition: aProofDefinition(number, place.renewer, { profile }) };
  await issue(place, beforeRenewal([another]));
  return { ...another, attempt: plan.attempt + 1 };
}

/** Added to a certificate's number when it is replaced: far above all others. */
const REPLACED = 20_000;

/** The runs whose claims have run out, of the stack that has most of them; at the end also when they are few. */
function nextToRecover(dead: readonly Killed[], isEnd: boolean): Killed[] {
  const free = dead.filter(({ recoverAtMs }) => recoverAtMs <= Date.now());
  const stacks = Map.groupBy(free, ({ plan }) => plan.stackName);
  const [most = []] = [...stacks.values()].sort((one, other) => other.length - one.length);
  return most.length >= BATCH || isEnd ? most.slice(0, BATCH) : [];
}

/** The definitions with which the certificates to be replaced are issued first. */
function beforeRenewal(plans: KillPlan[]): CertificateDefinition[] {
  return plans.flatMap(({ scene, definition }) =>
    factsOf(scene).hasOneBefore ? [{ ...definition, profile: 'default' }] : [],
  );
}

async function issue({ world, renewer }: Place, definitions: CertificateDefinition[]): Promise<void> {
  for (const definition of definitions) await world.declare(definition);
  const names = definitions.map(({ certificateName }) => certificateName);
  if (names.length > 0) await renewer.run({ certificateNames: names, limitMs: LIMIT_MS });
}
