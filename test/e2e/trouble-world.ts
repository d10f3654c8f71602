/**
 * A world for trouble: the deployed app with several certificates, a proxy for faults before S3 and ACM, short
 * timeouts, and a schedule that does not interfere: checks come when a test asks for one.
 */
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { aDefinition } from '../support/builders.ts';
import { declareCertificate } from '../support/world/cloudformation-change.ts';
import { type AppDeployment, deployApp } from '../support/world/deploy-app.ts';
import { type LocalWorld, startLocalWorld } from '../support/world/local-world.ts';
import { awsUpstream } from '../support/world/proxy/aws-upstream.ts';
import { createFaultRules, type FaultRules } from '../support/world/proxy/fault-rules.ts';
import { startPartyProxy } from '../support/world/proxy/party-proxy.ts';
import { createRequestLog } from '../support/world/proxy/request-log.ts';
import { type Ends, startInParts } from '../support/world/started-parts.ts';
import { followTroubledRuns, type TroubledRuns } from './troubled-runs.ts';

export type TroubleWorld = LocalWorld & {
  /** Faults of S3 and ACM. */
  awsFaults: FaultRules;
  deployment: AppDeployment;
  runs: TroubledRuns;
  /** Every token that DNScale ever gave out here: none of them may show anywhere. */
  tokens: string[];
  /** A token that DNScale knows. @default it may do everything */
  newToken(...options: Parameters<LocalWorld['dnscale']['addToken']>): string;
  /** Ends whatever trouble a test has made. */
  calmDown(): void;
};

/** Declares a certificate of a name in acm.test, waits for the run that fails, and ends the trouble. Returns the code. */
export async function failAnew(
  { aws, pebble, runs, deployment, calmDown }: TroubleWorld,
  certificateName: string,
  changes: Partial<CertificateDefinition> = {},
): Promise<string | undefined> {
  const definition = aDefinition({
    certificateName,
    domainNames: [`${certificateName}.acm.test`],
    certificateAuthority: pebble.directoryUrl,
    profile: 'default',
    regions: [aws.region],
    ...changes,
  });
  const { state } = await runs.after(certificateName, () =>
    declareCertificate(aws, deployment.app.stackName, definition),
  );
  calmDown();
  return state.failure?.code;
}

/** @param certificates their names, each the name of its zone too. */
export function startTroubleWorld(certificates: string[], furtherZones: string[]): Promise<TroubleWorld> {
  return startInParts((ends) => start(certificates, furtherZones, ends));
}

async function start(certificates: string[], furtherZones: string[], ends: Ends): Promise<TroubleWorld> {
  const awsFaults = createFaultRules();
  const proxy = await startPartyProxy({ party: 'AWS', log: createRequestLog(), script: awsFaults.script });
  ends.push(proxy.stop);
  const world = await startLocalWorld({
    dnscale: { cacheSeconds: 0 },
    aws: { environment: { AWS_ENDPOINT_URL_ACM: proxy.origin, AWS_ENDPOINT_URL_S3: proxy.origin } },
  });
  ends.push(world.stop);
  proxy.forwardTo(awsUpstream(world.aws));
  const zones = [...certificates, ...furtherZones];
  for (const zone of zones) world.dnscale.addZone(zone);
  const deployToken = world.dnscale.addToken();
  const deployment = await deployApp(world, {
    token: deployToken,
    certificates: Object.fromEntries(
      certificates.map((name) => [name, { domainNames: [name], profile: 'default' }]),
    ),
    dnscale: { apiUrl: world.dnscale.apiUrl, httpTimeoutSeconds: 2, propagationTimeoutSeconds: 3 },
    schedule: { everyMinutes: 1_440 },
  });
  ends.push(deployment.close);
  const tokens = [deployToken];
  return {
    ...world,
    awsFaults,
    deployment,
    runs: followTroubledRuns(world, deployment.app, zones),
    tokens,
    newToken: (...options) => {
      const token = world.dnscale.addToken(...options);
      tokens.push(token);
      return token;
    },
    calmDown: () => {
      world.dnscale.faults.clear();
      for (const { name } of world.dnscale.nameServers) world.dnscale.setServer(name, { lagMs: 0 });
      awsFaults.clear();
    },
  };
}
