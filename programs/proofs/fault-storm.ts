/** A third of all calls to all parties fail, at random; every certificate must be issued nevertheless. */

import { linesOfFaults } from './fault-codes.ts';
import { aProofDefinition } from './proof-definition.ts';
import { startProofWorld } from './proof-world.ts';
import { createRandomFaults, type FaultKind } from './random-faults.ts';
import { type CertificateResult, runUntilWell } from './run-until-well.ts';

export type StormOptions = {
  seeds: readonly string[];
  /** With each seed. */
  issuances: number;
  renewers: number;
  /** @default 0.3 */
  share?: number;
  progress?: (line: string) => void;
};

export type Storm = {
  seed: string;
  results: CertificateResult[];
  requests: number;
  faults: Map<FaultKind, number>;
};

const MAX_RUNS = 6;

/** It leaves 80 s for the work, most of which is waiting here. */
const LIMIT_MS = 120_000;

export async function runStorms(options: StormOptions): Promise<Storm[]> {
  const storms: Storm[] = [];
  for (const seed of options.seeds) storms.push(await runStorm(seed, options));
  return storms;
}

async function runStorm(seed: string, options: StormOptions): Promise<Storm> {
  const { issuances, share = 0.3, progress } = options;
  const world = await startProofWorld();
  try {
    const renewers = await Promise.all(Array.from({ length: options.renewers }, world.openRenewer));
    const definitions = Array.from({ length: issuances }, (_, index) => {
      const renewer = renewers[index % renewers.length] ?? { directoryUrl: '' };
      return aProofDefinition(index, renewer);
    });
    const faults = new Map<FaultKind, number>();
    let requests = 0;
    const results = await runUntilWell(world, renewers, definitions, {
      maxRuns: MAX_RUNS,
      limitMs: LIMIT_MS,
      scriptFor: ({ certificateName }, attempt) =>
        createRandomFaults({
          share,
          seed: `${seed} ${certificateName} ${attempt}`,
          onRequest: (kind) => {
            requests += 1;
            if (kind) faults.set(kind, (faults.get(kind) ?? 0) + 1);
          },
        }),
      ...(progress && { progress: (line) => progress(`seed ${seed}: ${line}`) }),
    });
    return { seed, results, requests, faults };
  } finally {
    await world.stop();
  }
}

/** Faults of ours (fault-codes.ts), and processes that did not end as they should. */
export function faultsOfOurs({ definition: { certificateName }, runs }: CertificateResult): string[] {
  return runs.flatMap(({ lines, exitCode, output }) => {
    const faults = linesOfFaults(lines).map((line) => JSON.stringify(line));
    const ending = exitCode === 0 ? [] : [`the process ended with ${exitCode}: ${output.slice(-500)}`];
    return [...faults, ...ending].map((text) => `${certificateName}: ${text}`);
  });
}
