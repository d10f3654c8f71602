/** A third of all calls to all parties fails, whatever they are; certificates must come of it all the same. */

import { startLab } from './lab.ts';
import { type Looked, lookUntilWell } from './looks.ts';
import { aProofDefinition } from './proof-definition.ts';
import { createRandomFaults, type FaultKind } from './random-faults.ts';

export type StormOptions = {
  seeds: readonly string[];
  /** With each seed. */
  issuances: number;
  stations: number;
  /** @default 0.3 */
  share?: number;
  progress?: (line: string) => void;
};

export type Storm = { seed: string; looked: Looked[]; requests: number; faults: Map<FaultKind, number> };

const MAX_LOOKS = 6;

/** 80 s for the work, which waits more than it works here. */
const LIMIT_MS = 120_000;

export async function runStorms(options: StormOptions): Promise<Storm[]> {
  const storms: Storm[] = [];
  for (const seed of options.seeds) storms.push(await runStorm(seed, options));
  return storms;
}

async function runStorm(seed: string, options: StormOptions): Promise<Storm> {
  const { issuances, share = 0.3, progress } = options;
  const lab = await startLab();
  try {
    const stations = await Promise.all(Array.from({ length: options.stations }, lab.openStation));
    const definitions = Array.from({ length: issuances }, (_, index) => {
      const station = stations[index % stations.length] ?? { directoryUrl: '' };
      return aProofDefinition(index, station);
    });
    const faults = new Map<FaultKind, number>();
    let requests = 0;
    const looked = await lookUntilWell(lab, stations, definitions, {
      maxLooks: MAX_LOOKS,
      limitMs: LIMIT_MS,
      scriptFor: ({ certificateName }, look) =>
        createRandomFaults({
          share,
          seed: `${seed} ${certificateName} ${look}`,
          onRequest: (kind) => {
            requests += 1;
            if (kind) faults.set(kind, (faults.get(kind) ?? 0) + 1);
          },
        }),
      ...(progress && { progress: (line) => progress(`seed ${seed}: ${line}`) }),
    });
    return { seed, looked, requests, faults };
  } finally {
    await lab.stop();
  }
}

/** Errors that no part of the renewer has named, and processes that did not end as they should. */
export function untypedErrors({ definition: { certificateName }, runs }: Looked): string[] {
  return runs.flatMap(({ lines, exitCode, output }) => {
    const unexpected = lines.filter(({ code }) => code === 'unexpected').map((line) => JSON.stringify(line));
    const ending = exitCode === 0 ? [] : [`the process ended with ${exitCode}: ${output.slice(-500)}`];
    return [...unexpected, ...ending].map((text) => `${certificateName}: ${text}`);
  });
}
