/** Probes for each request of a run, which is carried out and never answered; and for each hostile answer. */
import { hostileProbes } from './hostile-answers.ts';
import { findKillPoints, type KillPoint, nameOfPoint, watchFor } from './kill-points.ts';
import { type Probe, type Probed, runProbes } from './probes.ts';
import { aProofDefinition } from './proof-definition.ts';
import { type ProofWorld, startProofWorld } from './proof-world.ts';
import { startStranger } from './stranger.ts';

export type HangOptions = {
  renewers: number;
  /** Lambda's limit, of which the end of a run keeps 40 s. */
  limitMs: number;
  progress?: (line: string) => void;
};

/** The probes' certificates count from 0 and never get here. */
const RECORDED_INDEX = 9_000;

export async function runHangs({ renewers, ...options }: HangOptions): Promise<Probed[]> {
  const world = await startProofWorld({ dnscaleTimeoutSeconds: 30 });
  try {
    const points = await recordOperations(world);
    const places = await Promise.all(Array.from({ length: renewers }, world.openRenewer));
    return await runProbes(world, places, points.map(hangAt), options);
  } finally {
    await world.stop();
  }
}

/** One point for each operation of a first issuance, the account's registration included. */
async function recordOperations(world: ProofWorld): Promise<KillPoint[]> {
  const renewer = await world.openRenewer();
  const definition = aProofDefinition(RECORDED_INDEX, renewer);
  await world.declare(definition);
  const { requests, output } = await renewer.run({
    certificateNames: [definition.certificateName],
    limitMs: 120_000,
  });
  const points = findKillPoints(requests).filter(({ occurrence }) => occurrence === 1);
  if (!points.some(({ operation }) => operation.endsWith('report'))) throw new Error(output);
  return points;
}

function hangAt(point: KillPoint): Probe {
  const isPoint = watchFor(point);
  return { name: nameOfPoint(point), act: (request) => (isPoint(request) ? { reply: 'hang' } : undefined) };
}

/** Hostile answers come at once: a short limit would prove nothing more, and fail on a slow machine. */
const HOSTILE_LIMIT_MS = 120_000;

/** `visits`: how often the renewer went where an answer sent it; it must stay 0. */
export async function runHostileAnswers({
  renewers,
  progress,
}: Omit<HangOptions, 'limitMs'>): Promise<{ probed: Probed[]; visits: number }> {
  const world = await startProofWorld();
  const stranger = await startStranger();
  try {
    const places = await Promise.all(Array.from({ length: renewers }, world.openRenewer));
    const probed = await runProbes(world, places, hostileProbes(stranger.origin), {
      limitMs: HOSTILE_LIMIT_MS,
      progress,
    });
    return { probed, visits: stranger.visits() };
  } finally {
    await world.stop();
    await stranger.stop();
  }
}
