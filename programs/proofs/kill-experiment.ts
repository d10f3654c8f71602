/**
 * One certificate, one run that is killed at one point, one run that recovers. The recovery is the next look, which
 * comes when the dead run's claim has run out: nothing is edited and no clock is moved, so it is waited for.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { type KillTime, killAct } from '../../test/support/world/proxy/acts.ts';
import { certificatesFor } from './ca-count.ts';
import type { Holder, Holdings } from './holdings.ts';
import { brokenAfterRecovery, brokenAtAnyTime } from './invariants.ts';
import { type KillPoint, watchFor } from './kill-points.ts';
import type { Lab } from './lab.ts';
import type { Station } from './station.ts';

/** 40 s of it are kept free at the end of every run, and the claim outlives it by 5 s: a run has 20 s, a recovery comes 65 s later. */
export const LIMIT_MS = 60_000;

/** What is killed: the very first run of a deployment, which registers an account, a certificate's first, a later one. */
export const SCENES = ['new account', 'first issuance', 'renewal'] as const;

export type Scene = (typeof SCENES)[number];

export type KillPlan = {
  scene: Scene;
  point: KillPoint;
  when: KillTime;
  /** Declared before the killed run; for a renewal it differs from what is live by its profile. */
  definition: CertificateDefinition;
  stackName: string;
  /** From 1: whose runs never came to the point are replaced by others. */
  attempt: number;
};

/** A killed run, how it ended if it never came to its point, and what was wrong right after it. */
export type Killed = {
  plan: KillPlan;
  unmet: string | undefined;
  broken: string[];
  recoverAtMs: number;
};

export type Recovered = { plan: KillPlan; broken: string[] };

export type Bench = { lab: Lab; holder: Holder; station: Station };

export async function killRun({ lab, holder, station }: Bench, plan: KillPlan): Promise<Killed> {
  const { scene, point, when, definition, stackName } = plan;
  await lab.declare(definition);
  const isPoint = watchFor(point);
  let isMet = false;
  const run = await station.run({
    certificateNames: [definition.certificateName],
    limitMs: LIMIT_MS,
    stackName,
    script: (kill) => (request) => {
      if (isMet || !isPoint(request)) return undefined;
      isMet = true;
      return killAct(when, kill);
    },
  });
  // What the dead process had sent already still takes effect.
  await sleep(20);
  const holdings = await holder.read(definition);
  const { runUntil } = holdings.state ?? {};
  return {
    plan,
    unmet: isMet ? undefined : JSON.stringify(run.lines.at(-2) ?? run.output.slice(-300)),
    broken: brokenAtAnyTime(holdings, scene !== 'renewal'),
    recoverAtMs: runUntil === undefined ? 0 : Date.parse(runUntil) + 1,
  };
}

/** All in one process, which stays warm between them; they must have one stack name. */
export async function recover({ holder, station }: Bench, dead: readonly Killed[]): Promise<Recovered[]> {
  const [{ plan: { stackName } = { stackName: undefined } } = {}] = dead;
  const run = await station.run({
    certificateNames: dead.map(({ plan }) => plan.definition.certificateName),
    limitMs: LIMIT_MS,
    stackName,
  });
  const ending =
    run.exitCode === 0 ? [] : [`the recovery ended with ${run.exitCode}: ${run.output.slice(-300)}`];
  return Promise.all(
    dead.map(async (killed) => {
      const holdings = await holder.read(killed.plan.definition);
      const broken = [
        ...killed.broken,
        ...ending,
        ...judge(killed, holdings, station),
        ...brokenAfterRecovery(holdings),
      ];
      return { plan: killed.plan, broken: [...new Set(broken)] };
    }),
  );
}

function judge(
  { plan: { scene, definition }, unmet }: Killed,
  { state }: Holdings,
  { requests }: Station,
): string[] {
  const causes = scene === 'renewal' ? 2 : 1;
  const issued = certificatesFor(definition.certificateName, requests);
  const claims = [
    [unmet === undefined, `the run never came to this point: ${unmet}`],
    [issued === causes, `${issued} certificates at the CA for ${causes} causes`],
    [state?.certificate?.profile === definition.profile, 'the old certificate is still live'],
  ] as const;
  return claims.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
}
