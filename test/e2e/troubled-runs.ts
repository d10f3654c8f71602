/**
 * The runs of deployed certificates in trouble: makes a certificate due while something is wrong, checks what must hold
 * after every failed run, and that the first check after the repair succeeds by itself.
 */
import { expect } from 'vitest';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { aDefinition } from '../support/builders.ts';
import { declareCertificate } from '../support/world/cloudformation-change.ts';
import type { DeployedApp } from '../support/world/deployed-app.ts';
import type { LocalWorld } from '../support/world/local-world.ts';
import type { LoggedEvent } from '../support/world/logged-event.ts';
import { followRuns, type ReportedRun, type ReportedRuns } from '../support/world/reported-runs.ts';

type FailedEvent = Extract<LoggedEvent, { event: 'run-failed' }>;

export type FailedRun = ReportedRun & {
  failure: FailedEvent;
  /** From the failure to the next check. */
  inMinutes: number;
};

export type TroubledRuns = ReportedRuns & {
  /** Declares the certificate (named after its first name) with these names; returns the run that this leads to. */
  declare(...domainNames: [string, ...string[]]): Promise<ReportedRun>;
  /** As `declare`, with a further name, so that the certificate is due. The run must fail harmlessly. */
  failDue(certificateName: string, otherName?: string): Promise<FailedRun>;
  /** What must hold after every failed run: told once, in log and state alike; every TXT value is listed. */
  expectFailed(run: ReportedRun): FailedRun;
  /** The next check, whose run must renew. @param start what brings the check about @default a message */
  expectRenewed(certificateName: string, start?: () => Promise<void>): Promise<ReportedRun>;
};

const MINUTE_MS = 60_000;

/** @param zoneNames every zone that the world's DNScale holds. */
export function followTroubledRuns(
  world: LocalWorld,
  app: DeployedApp,
  zoneNames: readonly string[],
): TroubledRuns {
  const runs = followRuns(app);
  const published = () => publishedValues(world.dnscale, zoneNames);
  let names = 0;

  const declare = (...domainNames: [string, ...string[]]) =>
    runs.after(domainNames[0], () =>
      declareCertificate(world.aws, app.stackName, definitionOf(domainNames, world)),
    );
  const expectFailed = (run: ReportedRun) => checkFailedRun(run, published());
  return {
    ...runs,
    declare,
    expectFailed,
    async failDue(certificateName, otherName) {
      names += 1;
      const before = await runs.readLive(certificateName);
      const run = expectFailed(
        await declare(certificateName, otherName ?? `name-${names}.${certificateName}`),
      );
      expect(await runs.readLive(certificateName)).toEqual(before);
      return run;
    },
    async expectRenewed(certificateName, start = () => app.requestCheck(certificateName)) {
      const before = await runs.readLive(certificateName);
      const run = await runs.after(certificateName, start);
      expect(run.events.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
      expect(run.state).not.toHaveProperty('failure');
      expect(published()).toEqual([]);
      const now = await runs.readLive(certificateName);
      expect(now.certificateArn).toBe(before.certificateArn);
      expect(now.certificatePem).not.toBe(before.certificatePem);
      return run;
    },
  };
}

function definitionOf(
  domainNames: [string, ...string[]],
  { aws, pebble }: LocalWorld,
): CertificateDefinition {
  return aDefinition({
    certificateName: domainNames[0],
    domainNames,
    certificateAuthority: pebble.directoryUrl,
    profile: 'default',
    regions: [aws.region],
  });
}

function checkFailedRun(run: ReportedRun, published: string[]): FailedRun {
  const { events, state } = run;
  const failures = events.filter((event) => event.event === 'run-failed');
  const [failure] = failures;
  if (!failure) throw new Error(`the run did not fail: ${events.map(({ event }) => event).join(', ')}`);
  const { code, disposition, step, nextCheckAt } = failure;
  // Whoever reads the log elsewhere has to be told `npx`.
  const message = failure.message.replaceAll('npx dnscale-certs', 'dnscale-certs');
  expect(failures).toHaveLength(1);
  expect(state).toMatchObject({ failure: { count: 1, code, disposition, step, message }, nextCheckAt });
  const listed = state.txtRecords.map(({ name, value }) => `${name} ${value}`);
  expect(published.filter((value) => !listed.includes(value))).toEqual([]);
  const inMs = Date.parse(nextCheckAt) - Date.parse(state.failure?.at ?? '');
  return { ...run, failure, inMinutes: inMs / MINUTE_MS };
}

/** `name value` of every TXT value at DNScale. */
function publishedValues(dnscale: LocalWorld['dnscale'], zoneNames: readonly string[]): string[] {
  const owners = zoneNames.flatMap((zone) => dnscale.records(zone)).map(({ name }) => name);
  return [...new Set(owners)].flatMap((name) => dnscale.txtValues(name).map((value) => `${name} ${value}`));
}
