/**
 * One call of the real `cdk` command: bounded in time (a custom resource that hangs would take an hour), with a home
 * folder of its own (the user's ~/.aws and ~/.cdk.json do not count) and without requests to the network.
 */
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CACHE, NODE_COMMANDS } from '../setup/places.ts';
import { hostEnvironment, type RunningProcess, startProcess } from './processes.ts';

export type CdkCommandOptions = {
  /** Home, temporary folder and log of the calls. */
  folder: string;
  environment: Record<string, string>;
  progress: (line: string) => void;
  timeoutMs: number;
};

export type CdkCommand = {
  /** Throws with the command's last lines when it fails or takes too long. */
  run(verb: string, args: string[], workingDirectory: string): Promise<void>;
  /** Ends the calls that are still running; they throw. */
  stopAll(): Promise<void>;
};

// The search for new versions and the telemetry would go to the network. The compile cache halves the start.
const QUIET = {
  CDK_DISABLE_VERSION_CHECK: '1',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  NODE_COMPILE_CACHE: join(CACHE, 'node-compile'),
};
const QUIET_ARGS = ['--no-notices', '--no-version-reporting', '--no-color', '--ci'];
const LAST_LINES = 40;

export function createCdkCommand({
  folder,
  environment,
  progress,
  timeoutMs,
}: CdkCommandOptions): CdkCommand {
  const running = new Set<RunningProcess>();
  let calls = 0;
  return {
    async run(verb, args, workingDirectory) {
      calls += 1;
      const command = startProcess({
        name: `cdk ${verb}`,
        command: join(NODE_COMMANDS, 'cdk'),
        args: [verb, ...args, ...QUIET_ARGS],
        environment: { ...hostEnvironment(folder), ...QUIET, ...environment },
        folder,
        workingDirectory,
        log: `${calls}-${verb}.log`,
      });
      running.add(command);
      const problem = await untilEnded(command, timeoutMs, progress);
      running.delete(command);
      if (problem) throw new Error(`cdk ${verb} ${problem}. Its last lines:\n${lastLines(command.output())}`);
    },
    async stopAll() {
      await Promise.all([...running].map((command) => command.stop()));
    },
  };
}

/** What went wrong, if anything. */
async function untilEnded(
  command: RunningProcess,
  timeoutMs: number,
  progress: (line: string) => void,
): Promise<string | undefined> {
  const follower = followLines(command, progress);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void command.stop();
  }, timeoutMs);
  const code = await command.ended;
  clearTimeout(timer);
  follower.finish();
  if (timedOut) return `was stopped after ${timeoutMs / 1000} s`;
  return code === 0 ? undefined : `failed (${code === null ? 'stopped' : `exit code ${code}`})`;
}

function followLines(command: RunningProcess, progress: (line: string) => void): { finish(): void } {
  let told = 0;
  const tell = () => {
    const text = command.output();
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.slice(told, end).split('\n');
    told = end;
    for (const line of lines) if (line.trim()) progress(stripVTControlCharacters(line));
  };
  const timer = setInterval(tell, 100);
  return {
    finish() {
      clearInterval(timer);
      tell();
    },
  };
}

function lastLines(text: string): string {
  return stripVTControlCharacters(text).trim().split('\n').slice(-LAST_LINES).join('\n');
}
