/**
 * The first 15 minutes of README.md, played by a shell in a local world: the lines themselves, with the package from the tarball,
 * the real npm, npx and cdk, and a home folder of its own. Of npm's packages CDK comes from this machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { NODE_COMMANDS, NODE_MODULES, REPOSITORY } from '../support/setup/places.ts';
import { startChangeSetBridge } from '../support/world/change-set-bridge.ts';
import { type DeployedApp, openDeployedApp } from '../support/world/deployed-app.ts';
import { inShell, inWorld, readFirstMinutes, worldVariables } from '../support/world/first-minutes.ts';
import { type LocalWorld, startLocalWorld } from '../support/world/local-world.ts';
import { packPackage } from '../support/world/packed-package.ts';
import { type Ends, startInParts } from '../support/world/started-parts.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { followTroubledRuns, type TroubledRuns } from './troubled-runs.ts';

export type Played = {
  lines: string[];
  /** What a line printed. */
  outputOf(line: string): string;
};

export type FirstMinutesWorld = LocalWorld & {
  played: Played;
  app: DeployedApp;
  runs: TroubledRuns;
  /** Every token that DNScale ever gave out here: none of them may show anywhere. */
  tokens: string[];
  newToken(): string;
};

const STACK_NAME = 'DnscaleCerts';
const ZONE = 'example.com';
const LONGEST_MS = 240_000;
/** Short timeouts for the trouble that comes later, and no tick that would come between. */
const SETTINGS = { checkEveryMinutes: 1_440 };
const DNSCALE = { httpTimeoutSeconds: 2, propagationTimeoutSeconds: 3 };

export function startFirstMinutes(): Promise<FirstMinutesWorld> {
  return startInParts(start);
}

async function start(ends: Ends): Promise<FirstMinutesWorld> {
  const folder = await makeTemporaryFolder('first-minutes');
  ends.push(() => removeFolder(folder));
  const [world, { tarball }] = await Promise.all([
    startLocalWorld({ dnscale: { cacheSeconds: 0 } }).then((started) => {
      ends.push(started.stop);
      return started;
    }),
    packPackage(folder),
  ]);
  const bridge = await startChangeSetBridge(world.aws);
  ends.push(bridge.stop);
  world.dnscale.addZone(ZONE);
  const tokens = [world.dnscale.addToken()];
  const clone = await makeClone(folder);
  const lines = readFirstMinutes(await readFile(join(REPOSITORY, 'README.md'), 'utf8'));
  const settings = { ...SETTINGS, dnscale: { apiUrl: world.dnscale.apiUrl, ...DNSCALE } };
  const played = await play(lines, {
    script: [
      'set -euo pipefail; exec 2>&1',
      npmWith(tarball),
      ...lines.flatMap((line) => inWorldMarked(line, world, settings)),
    ],
    clone,
    stdin: `${tokens[0]}\n`,
    environment: {
      ...environmentOf(folder),
      ...worldVariables(world),
      ...world.aws.environment,
      AWS_ENDPOINT_URL_CLOUDFORMATION: bridge.url,
    },
  });
  const app = openDeployedApp(world.aws, STACK_NAME, {
    StatesTableName: `${STACK_NAME}-states`,
    BucketName: `${STACK_NAME}-${world.aws.accountId}-${world.aws.region}`.toLowerCase(),
    TokenSecretName: 'dnscale/token',
  });
  return {
    ...world,
    played,
    app,
    runs: followTroubledRuns(world, app, [ZONE]),
    tokens,
    newToken: () => {
      const token = world.dnscale.addToken();
      tokens.push(token);
      return token;
    },
  };
}

/** What `git clone` and `npm ci` have left, by links: nothing is written into this checkout. */
async function makeClone(folder: string): Promise<string> {
  const clone = join(folder, 'dnscale-certs');
  await mkdir(clone);
  for (const name of ['package.json', 'cli', 'functions', 'infra', 'node_modules']) {
    await symlink(join(REPOSITORY, name), join(clone, name));
  }
  // Nobody is at a terminal to say yes.
  await writeFile(join(folder, '.cdk.json'), '{ "requireApproval": "never" }');
  return clone;
}

/** `npm pack` was done before; `npm i` finds what a registry has in this machine's packages. */
function npmWith(tarball: string): string {
  const links = [
    ...['aws-cdk-lib', 'constructs'].map((name) => `dependencies.${name}=file:${join(NODE_MODULES, name)}`),
    `devDependencies.aws-cdk=file:${join(NODE_MODULES, 'aws-cdk')}`,
    `dependencies.dnscale-certs=file:${tarball}`,
  ];
  const quietly = '--no-audit --no-fund --prefer-offline --loglevel error';
  return `npm() {
  if [ "$1" = pack ]; then cp ${inShell(tarball)} .; return; fi
  command npm pkg set ${links.map(inShell).join(' ')} && command npm "$@" ${quietly}
}`;
}

/** Before what a line prints stands the line. */
function inWorldMarked(line: string, world: LocalWorld, settings: object): string[] {
  return [`printf '\\n$ %s\\n' ${inShell(line)}`, ...inWorld(line, world, settings)];
}

/** npm's settings are this machine's, in a home that is not. */
function environmentOf(home: string): Record<string, string> {
  return {
    PATH: [NODE_COMMANDS, process.env.PATH ?? ''].join(delimiter),
    HOME: home,
    TMPDIR: home,
    npm_config_cache: process.env.npm_config_cache ?? join(homedir(), '.npm'),
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

type Play = { script: string[]; clone: string; stdin: string; environment: Record<string, string> };

async function play(lines: string[], { script, clone, stdin, environment }: Play): Promise<Played> {
  const child = spawn('bash', ['-c', script.join('\n')], {
    cwd: clone,
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: LONGEST_MS,
  });
  child.stdin.end(stdin);
  const [[exitCode], output] = await Promise.all([once(child, 'close'), text(child.stdout)]);
  if (exitCode !== 0) throw new Error(`The first 15 minutes ended with ${exitCode}:\n${output}`);
  return { lines, outputOf: (line) => output.split(`\n$ ${line}\n`)[1]?.split('\n$ ')[0] ?? '' };
}
