/**
 * Looks at many certificates, one process for each look, until each is well or has had its looks. `nextCheckAt` is not
 * waited for: the proofs ask what a next look finds, not when the plan sends it. The claim of a run that could not give
 * it up is waited for, as it would be.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import type { Script } from '../../test/support/world/proxy/acts.ts';
import { certificatesFor } from './ca-count.ts';
import { createHolder, type Holder } from './holdings.ts';
import { brokenAfterRecovery } from './invariants.ts';
import type { Lab } from './lab.ts';
import type { SeenRun, Station } from './station.ts';

export type LooksOptions = {
  maxLooks: number;
  /** Lambda's limit for one look. */
  limitMs: number;
  /** @param look from 1. @default everything passes */
  scriptFor?: (definition: CertificateDefinition, look: number) => Script;
  progress?: (line: string) => void;
};

/** What became of one certificate. */
export type Looked = {
  definition: CertificateDefinition;
  runs: SeenRun[];
  /** Empty when everything shows one and the same certificate and nothing is left over. */
  broken: string[];
  /** Certificates that the CA issued for it. */
  issued: number;
};

type Waiting = Looked & { notBeforeMs: number };

type Place = { station: Station; holder: Holder };

/** Each certificate belongs to the station whose CA address its definition has. */
export async function lookUntilWell(
  lab: Lab,
  stations: readonly Station[],
  definitions: readonly CertificateDefinition[],
  options: LooksOptions,
): Promise<Looked[]> {
  const holder = createHolder(lab);
  const done = await Promise.all(
    stations.map(async (station) => {
      const own = definitions.filter(
        ({ certificateAuthority }) => certificateAuthority === station.directoryUrl,
      );
      for (const definition of own) await lab.declare(definition);
      return lookAtAll({ station, holder }, own, options);
    }),
  );
  return done.flat();
}

async function lookAtAll(
  place: Place,
  definitions: CertificateDefinition[],
  options: LooksOptions,
): Promise<Looked[]> {
  let waiting: Waiting[] = definitions.map((definition) => ({
    ...{ definition, runs: [], broken: ['never looked at'], issued: 0 },
    notBeforeMs: 0,
  }));
  const done: Looked[] = [];
  while (waiting.length > 0) {
    const next = waiting.find(({ notBeforeMs }) => notBeforeMs <= Date.now());
    if (!next) {
      await sleep(100);
      continue;
    }
    const looked = await lookOnce(place, next, options);
    waiting = waiting.filter((other) => other !== next);
    if (looked.broken.length > 0 && looked.runs.length < options.maxLooks) waiting.push(looked);
    else if (done.push(looked) % 20 === 0) {
      options.progress?.(`${done.length} of ${definitions.length} at one station`);
    }
  }
  return done;
}

async function lookOnce(
  { station, holder }: Place,
  { definition, runs }: Waiting,
  { limitMs, scriptFor }: LooksOptions,
): Promise<Waiting> {
  const script = scriptFor?.(definition, runs.length + 1);
  const run = await station.run({
    certificateNames: [definition.certificateName],
    limitMs,
    ...(script && { script: () => script }),
  });
  const holdings = await holder.read(definition);
  const { runUntil } = holdings.state ?? {};
  return {
    definition,
    runs: [...runs, run],
    broken: brokenAfterRecovery(holdings),
    issued: certificatesFor(definition.certificateName, station.requests),
    notBeforeMs: runUntil === undefined ? 0 : Date.parse(runUntil) + 1,
  };
}
