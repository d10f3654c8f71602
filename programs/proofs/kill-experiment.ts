/**
 * One certificate, one run that is killed at one point, one run that recovers. The recovering run can begin when the dead
 * run's claim has run out. Nothing is edited and no clock is moved: the experiment waits that long.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { type KillTime, killAct } from '../../test/support/world/proxy/acts.ts';
import { certificatesFor } from './ca-count.ts';
import type { Holdings } from './holdings.ts';
import { brokenAfterRecovery, brokenAtAnyTime } from './invariants.ts';
import { type KillPoint, watchFor } from './kill-points.ts';
import type { Place } from './proof-world.ts';
import type { ProxiedRenewer } from './proxied-renewer.ts';

/** A run keeps 40 s of it for its end and so has 20 s; its claim lasts 5 s longer, so that a recovery begins 65 s later. */
export const LIMIT_MS = 60_000;

/** Which run is killed: a deployment's first, which registers an account; a certificate's first; a later one. */
export const SCENES = ['new account', 'first issuance', 'renewal'] as const;

export type Scene = (typeof SCENES)[number];

export type KillPlan = {
  scene: Scene;
  point: KillPoint;
  when: KillTime;
  /** Declared before the killed run; for a renewal it differs from what is live by its profile. */
  definition: CertificateDefinition;
  stackName: string;
  /** From 1. A kill whose run never came to its point is tried again with another certificate. */
  attempt: number;
};

/** A killed run; `unmet`: how it ended if it never came to its point; `broken`: what was wrong right after it. */
export type Killed = {
  plan: KillPlan;
  unmet: string | undefined;
  broken: string[];
  recoverAtMs: number;
};

export type Recovered = { plan: KillPlan; broken: string[] };

export async function killRun({ world, renewer }: Place, plan: KillPlan): Promise<Killed> {
  const { scene, point, when, definition, stackName } = plan;
  await world.declare(definition);
  const isPoint = watchFor(point);
  let isMet = false;
  const run = await renewer.run({
    certificateNames: [definition.certificateName],
    limitMs: LIMIT_MS,
    stackName,
    script: (kill) => (request) => {
      if (isMet || !isPoint(request)) return undefined;
      isMet = true;
      return killAct(when, kill);
    },
  });
  // Requests that the dead process had sent already still take effect.
  await sleep(20);
  const holdings = await world.readHoldings(definition);
  const { runUntil } = holdings.state ?? {};
  return {
    plan,
    unmet: isMet ? undefined : JSON.stringify(run.lines.at(-2) ?? run.output.slice(-300)),
    broken: brokenAtAnyTime(holdings, scene !== 'renewal'),
    recoverAtMs: runUntil === undefined ? 0 : Date.parse(runUntil) + 1,
  };
}

/** All in one warm process; they must have the same stack name. */
export async function recover({ world, renewer }: Place, dead: readonly Killed[]): Promise<Recovered[]> {
  const [{ plan: { stackName } = { stackName: undefined } } = {}] = dead;
  const run = await renewer.run({
    certificateNames: dead.map(({ plan }) => plan.definition.certificateName),
    limitMs: LIMIT_MS,
    stackName,
  });
  const ending =
    run.exitCode === 0 ? [] : [`the recovery ended with ${run.exitCode}: ${run.output.slice(-300)}`];
  return Promise.all(
    dead.map(async (killed) => {
      const holdings = await world.readHoldings(killed.plan.definition);
      const broken = [
        ...killed.broken,
        ...ending,
        ...judge(killed, holdings, renewer),
        ...brokenAfterRecovery(holdings),
      ];
      return { plan: killed.plan, broken: [...new Set(broken)] };
    }),
  );
}

function judge(
  { plan: { scene, definition }, unmet }: Killed,
  { state }: Holdings,
  { requests }: ProxiedRenewer,
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
