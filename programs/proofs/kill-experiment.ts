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
import { factsOf, type Scene } from './kill-scenes.ts';
import type { Place } from './proof-world.ts';
import type { ProxiedRenewer } from './proxied-renewer.ts';
import { brokenAfterRevoking, brokenWhileRevoking } from './revocation-invariants.ts';

/** A run keeps 40 s of it for its end and so has 20 s; its claim lasts 5 s longer, so that a recovery begins 65 s later. */
export const LIMIT_MS = 60_000;

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
  /** The serial number of what was live before it; undefined where nothing was. */
  before: string | undefined;
};

export type Recovered = { plan: KillPlan; broken: string[] };

export async function killRun({ world, renewer }: Place, plan: KillPlan): Promise<Killed> {
  const { scene, point, when, definition, stackName } = plan;
  await world.declare(definition);
  const { certificate: { serial: before } = {} } = (await world.readHoldings(definition)).state ?? {};
  await askToRevoke(scene, definition.certificateName, before, world);
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
    broken: [
      ...brokenAtAnyTime(holdings, !factsOf(scene).hasOneBefore),
      ...(await brokenWhileRevoking(scene, holdings, world.certificateStatus)),
    ],
    before,
    recoverAtMs: runUntil === undefined ? 0 : Date.parse(runUntil) + 1,
  };
}

/** In the table of requests, as the command does. */
export async function askToRevoke(
  scene: Scene,
  certificateName: string,
  serial: string | undefined,
  world: Place['world'],
): Promise<void> {
  const { revokes } = factsOf(scene);
  if (revokes === undefined || serial === undefined) return;
  await world.askToRevoke(certificateName, { serial, reason: 'superseded', now: revokes === 'at once' });
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
        ...(await brokenWhileRevoking(killed.plan.scene, holdings, world.certificateStatus)),
        ...(await brokenRevocation(killed, holdings, { world, renewer })),
      ];
      return { plan: killed.plan, broken: [...new Set(broken)] };
    }),
  );
}

async function brokenRevocation(
  { plan: { scene }, before }: Killed,
  holdings: Holdings,
  { world, renewer }: Place,
): Promise<string[]> {
  if (factsOf(scene).revokes === undefined || before === undefined) return [];
  return brokenAfterRevoking(before, holdings, renewer.requests, world.certificateStatus);
}

function judge(
  { plan: { scene, definition }, unmet }: Killed,
  { state }: Holdings,
  { requests }: ProxiedRenewer,
): string[] {
  const causes = factsOf(scene).hasOneBefore ? 2 : 1;
  const issued = certificatesFor(definition.certificateName, requests);
  const claims = [
    [unmet === undefined, `the run never came to this point: ${unmet}`],
    [issued === causes, `${issued} certificates at the CA for ${causes} causes`],
    [state?.certificate?.profile === definition.profile, 'the old certificate is still live'],
  ] as const;
  return claims.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
}
