/**
 * Child processes that never outlive this one: the servers of the local world and the CDK command. Each runs in a session of
 * its own, so that Ctrl-C reaches only this process, which stops them in order. A pipe is each one's lifeline: when this
 * process dies, the child ends and its folder is removed, also after a SIGKILL.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_COMMANDS } from '../setup/places.ts';
import { PortTakenError } from './ports.ts';

export type ProcessOptions = {
  /** For messages: "Pebble", "the AWS emulator". */
  name: string;
  command: string;
  args: string[];
  /** Its whole environment; `hostEnvironment` gives what most need. */
  environment: NodeJS.ProcessEnv;
  /** A temporary folder for its log. The lifeline removes it when this process dies, else its maker. */
  folder: string;
  /** @default `folder` */
  workingDirectory?: string;
  /** File name in `folder`. @default 'output.log' */
  log?: string;
};

export type RunningProcess = {
  logPath: string;
  /** Everything it has written to stdout and stderr. */
  output(): string;
  hasEnded(): boolean;
  /** Its exit code once it has ended; null when a signal ended it. */
  ended: Promise<number | null>;
  /** SIGTERM, then SIGKILL to all its descendants after `graceMs` (default 3 s). Returns when it has ended. */
  stop(graceMs?: number): Promise<void>;
};

// $1 is the folder, the rest the command. The watcher's `read` returns when our end of the pipe closes, however this
// process died; from then on the watcher ignores SIGTERM until it has cleaned up.
const LIFELINE = `
folder=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- & child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM INT HUP
(
  trap - TERM INT HUP; read -r _ <&3
  trap "" TERM; kill -TERM "$child"; sleep 1; rm -rf "$folder"; kill -KILL 0
) >/dev/null 2>&1 & watcher=$!
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
kill "$watcher" 2>/dev/null
exit "$code"
`;

export function startProcess(options: ProcessOptions): RunningProcess {
  const logPath = join(options.folder, options.log ?? 'output.log');
  const log = openSync(logPath, 'a');
  const child = spawn('/bin/sh', ['-c', LIFELINE, 'sh', options.folder, options.command, ...options.args], {
    cwd: options.workingDirectory ?? options.folder,
    env: options.environment,
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  child.on('error', () => {}); // it has no pid then, see below
  child.stdin?.on('error', () => {});
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.name} could not be started.`);
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      hasEnded = true;
      killGroup(pid); // its descendants
      resolve(code);
    });
  });
  return {
    logPath,
    output: () => readLog(logPath),
    hasEnded: () => hasEnded,
    ended,
    async stop(graceMs = 3_000) {
      if (hasEnded) return;
      const timer = setTimeout(() => killGroup(pid), graceMs);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Asks `probe` until it does not throw. Throws, with the output, if the process ends before or takes too long. */
export async function waitUntilReady(
  server: RunningProcess,
  probe: () => Promise<void>,
  { name, timeoutMs }: { name: string; timeoutMs: number },
): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const problem = await probe().catch((error: Error) => error);
    if (!problem) return;
    if (server.hasEnded()) throw startFailure(`${name} ended at once`, server.output());
    if (Date.now() > giveUpAt) {
      throw startFailure(`${name} was not ready in ${timeoutMs} ms (${problem.message})`, server.output());
    }
    await sleep(20);
  }
}

function startFailure(what: string, output: string): Error {
  const message = `${what}. Its output:\n${output || '(nothing)'}`;
  return /address already in use|is already in use/i.test(output)
    ? new PortTakenError(message)
    : new Error(message);
}

/**
 * The part of this environment that a server needs, with the project's Node first on PATH. The user's AWS_*, proxy and
 * Python settings stay out: they would change the results.
 */
export function hostEnvironment(folder: string): Record<string, string> {
  const kept = ['LANG', 'LC_ALL', 'USER', 'TZ'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const path = [NODE_COMMANDS, process.env.PATH ?? ''].join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path, HOME: folder, TMPDIR: folder };
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // the group has ended
  }
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // its folder is gone
  }
}
