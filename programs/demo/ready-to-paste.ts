/** What a shell needs to reach the kept world: the variables, and a command of each kind to begin with. Pure. */
import { join } from 'node:path';
import type { LocalWorld } from '../../test/support/world/local-world.ts';

type World = {
  aws: Pick<LocalWorld['aws'], 'environment'>;
  dnscale: Pick<LocalWorld['dnscale'], 'apiUrl' | 'dnsPort' | 'resolverAddress'>;
  pebble: Pick<LocalWorld['pebble'], 'caCertificatePath' | 'directoryUrl'>;
};

type Kept = {
  token: string;
  configPath: string;
  /** The one of the stack, and a second one. */
  zoneNames: readonly [string, string];
  /** The Node that runs this. @default process.execPath */
  node?: string;
};

export function readyToPaste(
  { aws, dnscale, pebble }: World,
  { token, configPath, zoneNames, node = process.execPath }: Kept,
): string[] {
  const [deployed, second] = zoneNames;
  const ca = `--server ${pebble.directoryUrl} --resolver ${dnscale.resolverAddress}`;
  const app = `--app '"${node}" ${join('programs', 'demo', 'app.ts')}' -c config=${inShell(configPath)}`;
  const variables = {
    DNSCALE_API_URL: dnscale.apiUrl,
    DNSCALE_API_TOKEN: token,
    DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
    DNSCALE_NAME_SERVER_DOMAINS: 'dnscale.test',
    DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
    DNSCALE_CERTS_VALIDATING_RESOLVERS: dnscale.resolverAddress,
    NODE_EXTRA_CA_CERTS: pebble.caCertificatePath,
    ...aws.environment,
  };
  return [
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${inShell(value)}`),
    '',
    `npx dnscale-certs doctor -d ${second} ${ca}`,
    `npx dnscale-certs try -d ${second} --accept-tos --profile default ${ca}`,
    'npx dnscale-certs status',
    `npx dnscale-certs renew ${deployed} --force --wait`,
    `npx cdk diff ${app}`,
    `npx cdk deploy --method direct ${app}`,
    'aws acm list-certificates --includes keyTypes=EC_prime256v1',
  ];
}

function inShell(text: string): string {
  return /^[\w.,:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
