/** The app in an AWS that evaluates IAM, with one certificate, and one place where it should be served. */
import { type AppDeployment, deployApp } from '../support/world/deploy-app.ts';
import { createFunctionRoles, type FunctionRoles } from '../support/world/function-roles.ts';
import { type LocalWorld, startLocalWorld } from '../support/world/local-world.ts';
import { type Ends, startInParts } from '../support/world/started-parts.ts';
import * as secrets from './certificate-secrets.ts';
import { createExternalAccount, HMAC_KEY } from './role-probes.ts';
import { type ServedPlace, startServedPlace } from './served-place.ts';

export type RolesWorld = {
  world: LocalWorld;
  deployment: AppDeployment;
  roles: FunctionRoles;
  place: ServedPlace;
  /** The name that docs/configuration.md gives for this CA's directory URL. */
  externalAccountSecret: string;
  stop(): Promise<void>;
};

/** 85 days: the archive's classes begin and end at whole tens, where a second more would make another class. */
const LIFE_S = 85 * 24 * 60 * 60;

export function startRolesWorld(): Promise<RolesWorld> {
  return startInParts(start);
}

async function start(ends: Ends): Promise<Omit<RolesWorld, 'stop'>> {
  const world = await startLocalWorld({
    dnscale: { cacheSeconds: 0 },
    aws: { authorization: true },
    pebble: { externalAccounts: { 'kid-1': HMAC_KEY }, profiles: { default: LIFE_S } },
  });
  ends.push(world.stop);
  const place = await startServedPlace();
  ends.push(place.stop);
  world.dnscale.addZone('example.com');
  world.dnscale.addZone('example.net');
  world.dnscale.addRecord('example.com', { name: 'www', type: 'A', content: '127.0.0.1' });
  const externalAccountSecret = await createExternalAccount(world.aws.clientConfiguration, world.pebble);
  const roles = createFunctionRoles(world.aws);
  const probe = [`www.example.com:${place.port}`];
  const deployment = await deployApp(world, {
    certificates: { 'example.com': { ...secrets.DECLARED, probe } },
    allowPrivateOrigins: true, // for the place on loopback
    schedule: { everyMinutes: 60 }, // fires when told to
    tags: { team: 'web' },
  });
  ends.push(deployment.close);
  await secrets.makeOthers(world.aws.clientConfiguration);
  return { world, deployment, roles, place, externalAccountSecret };
}
