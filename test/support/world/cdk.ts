/**
 * Puts a CDK app into an AWS emulator with the real `cdk` command. It is quick because it synthesizes the app once, while
 * the bootstrap runs, and deploys and destroys that assembly.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../setup/places.ts';
import type { Aws } from './aws.ts';
import { type CdkCommand, createCdkCommand } from './cdk-command.ts';
import { startChangeSetBridge } from './change-set-bridge.ts';
import { makeTemporaryFolder, removeFolder } from './temporary-folder.ts';

export type CdkOptions = {
  aws: Pick<Aws, 'environment' | 'accountId' | 'region' | 'clientConfiguration'>;
  /** The folder with the cdk.json of the app. @default this repository */
  projectFolder?: string;
  /** Runs the app. @default what the cdk.json says */
  appCommand?: string;
  /** Regions to bootstrap beside `aws.region`. @default none */
  furtherRegions?: string[];
  /** Further variables for the app and the command. */
  environment?: Record<string, string>;
  /** Called with each line that the command prints, as it comes. */
  progress?: (line: string) => void;
  /** For each call of the command. @default 180_000 */
  timeoutMs?: number;
  /**
   * Deploy as the documentation says, with --import-existing-resources. Not for an emulator that serves TLS.
   * @default false: directly, without a change set, which saves three seconds each time
   */
  asDocumented?: boolean;
};

/** Outputs by stack name, then by output name. */
export type StackOutputs = Record<string, Record<string, string>>;

export type Cdk = {
  /** Needed once per emulator; `deploy` does it if you have not. */
  bootstrap(): Promise<void>;
  /** Synthesizes with this context (`--context key=value`) and deploys all stacks. Throws with the command's last lines. */
  deploy(context?: Record<string, string>): Promise<StackOutputs>;
  /** The first half of `deploy`; bootstraps as well. */
  synth(context?: Record<string, string>): Promise<void>;
  /** The second half of `deploy`, of some stacks of what was synthesized last, all at once. */
  deployStacks(ids: string[]): Promise<StackOutputs>;
  /** Deletes the stacks of the last deploy. */
  destroy(): Promise<void>;
  /** Ends calls that still run and removes the assembly; the stacks stay. */
  close(): Promise<void>;
};

const TWO_UPLOADS = ['--asset-parallelism', '--asset-build-concurrency', '2'];
const DIRECTLY = ['--method', 'direct'];
const AS_DOCUMENTED = ['--import-existing-resources'];

export async function createCdk(options: CdkOptions): Promise<Cdk> {
  const folder = await makeTemporaryFolder('cdk');
  const bridge = options.asDocumented ? await startChangeSetBridge(options.aws) : undefined;
  const command = createCdkCommand({
    folder,
    environment: {
      ...options.aws.environment,
      ...(bridge && { AWS_ENDPOINT_URL_CLOUDFORMATION: bridge.url }),
      ...options.environment,
    },
    progress: options.progress ?? (() => {}),
    timeoutMs: options.timeoutMs ?? 180_000,
  });
  const project = options.projectFolder ?? REPOSITORY;
  let bootstrapped: Promise<void> | undefined;
  let assembly: string | undefined;
  let synths = 0;

  const bootstrap = () => {
    // In a folder without a cdk.json: else the command first synthesizes the app in vain.
    bootstrapped ??= command.run('bootstrap', environmentsOf(options), folder);
    return bootstrapped;
  };
  const synthesize = async (context: Record<string, string> = {}) => {
    synths += 1;
    const output = join(folder, `assembly-${synths}`);
    const app = options.appCommand === undefined ? [] : ['--app', options.appCommand];
    await allDone([synth(command, { project, output, app }, context), bootstrap()]);
    assembly = output;
  };
  const deployStacks = async (ids: string[]): Promise<StackOutputs> => {
    const outputsFile = join(folder, 'outputs.json');
    const args = [...ids, '--app', assembly ?? '', '--require-approval', 'never'];
    const method = options.asDocumented ? AS_DOCUMENTED : DIRECTLY;
    const atOnce = ids.length > 1 ? ['--concurrency', String(ids.length)] : [];
    const quickly = [...TWO_UPLOADS, ...atOnce];
    await command.run('deploy', [...args, '--outputs-file', outputsFile, ...method, ...quickly], folder);
    return JSON.parse(await readFile(outputsFile, 'utf8'));
  };
  return {
    bootstrap,
    synth: synthesize,
    deployStacks,
    async deploy(context = {}) {
      await synthesize(context);
      return deployStacks(['--all']);
    },
    async destroy() {
      if (assembly) await command.run('destroy', ['--all', '--force', '--app', assembly], folder);
    },
    async close() {
      await command.stopAll();
      await bridge?.stop();
      await removeFolder(folder);
    },
  };
}

function environmentsOf({ aws, furtherRegions = [] }: CdkOptions): string[] {
  return [aws.region, ...furtherRegions].map((region) => `aws://${aws.accountId}/${region}`);
}

async function synth(
  command: CdkCommand,
  { project, output, app }: { project: string; output: string; app: string[] },
  context: Record<string, string>,
): Promise<void> {
  const contextArgs = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  await command.run('synth', ['--quiet', '--output', output, ...app, ...contextArgs], project);
}

/** As Promise.all, but all have ended when it throws. */
async function allDone(promises: Promise<void>[]): Promise<void> {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}
