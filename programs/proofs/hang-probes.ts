/** Every request that a run can send is carried out once and never answered; then every answer that means no good. */

import { hostileProbes } from './hostile-answers.ts';
import { findKillPoints, type KillPoint, nameOfPoint, watchFor } from './kill-points.ts';
import { type Lab, startLab } from './lab.ts';
import { type Probe, type Probed, runProbes } from './probes.ts';
import { aProofDefinition } from './proof-definition.ts';
import { startStranger } from './stranger.ts';

export type HangOptions = {
  stations: number;
  /** Lambda's limit: 40 s of it are kept free for the end of a run. */
  limitMs: number;
  progress?: (line: string) => void;
};

/** Of certificates that the probes, which count from 0, do not have. */
const RECORDED_INDEX = 9_000;

export async function runHangs({ stations, ...options }: HangOptions): Promise<Probed[]> {
  const lab = await startLab({ dnscaleTimeoutSeconds: 30 });
  try {
    const points = await recordOperations(lab);
    const places = await Promise.all(Array.from({ length: stations }, lab.openStation));
    return await runProbes(lab, places, points.map(hangAt), options);
  } finally {
    await lab.stop();
  }
}

/** One point for each operation of a first issuance, account and all. */
async function recordOperations(lab: Lab): Promise<KillPoint[]> {
  const station = await lab.openStation();
  const definition = aProofDefinition(RECORDED_INDEX, station);
  await lab.declare(definition);
  const { requests, output } = await station.run({
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

/** They are answered at once, so that a short limit would only be hard on a slow machine. */
const HOSTILE_LIMIT_MS = 120_000;

/** `visits`: how often somebody went where an answer sent them; it must stay 0. */
export async function runHostileAnswers({
  stations,
  progress,
}: Omit<HangOptions, 'limitMs'>): Promise<{ probed: Probed[]; visits: number }> {
  const lab = await startLab();
  const stranger = await startStranger();
  try {
    const places = await Promise.all(Array.from({ length: stations }, lab.openStation));
    const probed = await runProbes(lab, places, hostileProbes(stranger.origin), {
      limitMs: HOSTILE_LIMIT_MS,
      progress,
    });
    return { probed, visits: stranger.visits() };
  } finally {
    await lab.stop();
    await stranger.stop();
  }
}
