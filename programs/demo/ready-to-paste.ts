/** What a shell needs to reach the kept world: the variables, a command of each kind, and README.md's first 15 minutes. Pure. */
import { join } from 'node:path';
import { type AppWorld, inShell, inWorld, worldVariables } from '../../test/support/world/first-minutes.ts';
import type { LocalWorld } from '../../test/support/world/local-world.ts';

type World = AppWorld & { aws: Pick<LocalWorld['aws'], 'environment'> };

type Kept = {
  token: string;
  configPath: string;
  /** Stands between the cdk command and the emulator's CloudFormation. */
  bridgeUrl: string;
  /** The one of the stack, and a second one. */
  zoneNames: readonly [string, string];
  /** The Node that runs this. @default process.execPath */
  node?: string;
};

export function readyToPaste(
  world: World,
  { token, configPath, bridgeUrl, zoneNames, node = process.execPath }: Kept,
): string[] {
  const [deployed, second] = zoneNames;
  const { dnscale, pebble, aws } = world;
  const ca = `--server ${pebble.directoryUrl} --resolver ${dnscale.resolverAddress}`;
  const app = `--app '"${node}" ${join('programs', 'demo', 'app.ts')}' -c config=${inShell(configPath)}`;
  const variables = {
    ...worldVariables(world),
    DNSCALE_API_TOKEN: token,
    ...aws.environment,
    AWS_ENDPOINT_URL_CLOUDFORMATION: bridgeUrl,
  };
  return [
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${inShell(value)}`),
    '',
    `npx dnscale-certs doctor -d ${second} ${ca}`,
    `npx dnscale-certs try -d ${second} --accept-tos --profile default ${ca}`,
    'npx dnscale-certs status',
    `npx dnscale-certs renew ${deployed} --force --wait`,
    `npx cdk diff ${app}`,
    `npx cdk deploy --import-existing-resources ${app}`,
    'aws acm list-certificates --includes keyTypes=EC_prime256v1',
  ];
}

/** No stack of the demo is there. */
const FREE_REGION = 'eu-west-1';

/**
 * The lines of README.md for this world, in a region of their own. The token is in a variable already: its lines are left out, since
 * they would write into the person's home.
 */
export function firstMinutesHere(lines: readonly string[], world: World): string[] {
  return [
    `export AWS_REGION=${FREE_REGION} AWS_DEFAULT_REGION=${FREE_REGION}`,
    ...lines
      .filter((line) => !/^\(umask|^export DNSCALE_API_TOKEN_FILE/.test(line))
      .map((line) =>
        line.includes('token set')
          ? 'printf %s "$DNSCALE_API_TOKEN" | npx dnscale-certs token set --token-file -'
          : line,
      )
      .flatMap((line) => inWorld(line, world)),
  ];
}
