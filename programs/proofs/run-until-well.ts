/**
 * Runs many certificates, one process for each run, until each is well or has had its runs. `nextCheckAt` is not waited
 * for: the proofs ask what the next run finds, not when the plan sends it. The claim of a run that could not give it up
 * is waited for, as it would be.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import type { Script } from '../../test/support/world/proxy/acts.ts';
import { certificatesFor } from './ca-count.ts';
import { brokenAfterRecovery } from './invariants.ts';
import type { Place, ProofWorld } from './proof-world.ts';
import type { ObservedRun, ProxiedRenewer } from './proxied-renewer.ts';

export type RunUntilWellOptions = {
  /** For each certificate. */
  maxRuns: number;
  /** Lambda's limit for one run. */
  limitMs: number;
  /** @param attempt from 1. @default everything passes */
  scriptFor?: (definition: CertificateDefinition, attempt: number) => Script;
  progress?: (line: string) => void;
};

/** One certificate after its runs. */
export type CertificateResult = {
  definition: CertificateDefinition;
  runs: ObservedRun[];
  /** Empty when everything shows one and the same certificate and nothing is left over. */
  broken: string[];
  /** Certificates that the CA issued for it. */
  issued: number;
};

type Waiting = CertificateResult & { notBeforeMs: number };

/** Each certificate belongs to the renewer whose CA address its definition has. */
export async function runUntilWell(
  world: ProofWorld,
  renewers: readonly ProxiedRenewer[],
  definitions: readonly CertificateDefinition[],
  options: RunUntilWellOptions,
): Promise<CertificateResult[]> {
  const done = await Promise.all(
    renewers.map(async (renewer) => {
      const own = definitions.filter(
        ({ certificateAuthority }) => certificateAuthority === renewer.directoryUrl,
      );
      for (const definition of own) await world.declare(definition);
      return runAll({ world, renewer }, own, options);
    }),
  );
  return done.flat();
}

async function runAll(
  place: Place,
  definitions: CertificateDefinition[],
  options: RunUntilWellOptions,
): Promise<CertificateResult[]> {
  let waiting: Waiting[] = definitions.map((definition) => ({
    ...{ definition, runs: [], broken: ['it never ran'], issued: 0 },
    notBeforeMs: 0,
  }));
  const done: CertificateResult[] = [];
  while (waiting.length > 0) {
    const next = waiting.find(({ notBeforeMs }) => notBeforeMs <= Date.now());
    if (!next) {
      await sleep(100);
      continue;
    }
    const result = await runOnce(place, next, options);
    waiting = waiting.filter((other) => other !== next);
    if (result.broken.length > 0 && result.runs.length < options.maxRuns) waiting.push(result);
    else if (done.push(result) % 20 === 0) {
      options.progress?.(`${done.length} of ${definitions.length} at one renewer`);
    }
  }
  return done;
}

async function runOnce(
  { world, renewer }: Place,
  { definition, runs }: Waiting,
  { limitMs, scriptFor }: RunUntilWellOptions,
): Promise<Waiting> {
  const script = scriptFor?.(definition, runs.length + 1);
  const run = await renewer.run({
    certificateNames: [definition.certificateName],
    limitMs,
    ...(script && { script: () => script }),
  });
  const holdings = await world.readHoldings(definition);
  const { runUntil } = holdings.state ?? {};
  return {
    definition,
    runs: [...runs, run],
    broken: brokenAfterRecovery(holdings),
    issued: certificatesFor(definition.certificateName, renewer.requests),
    notBeforeMs: runUntil === undefined ? 0 : Date.parse(runUntil) + 1,
  };
}
