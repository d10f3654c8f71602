/** Starts the command as a shell does: a process and an environment of its own, and no terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../../cli/bin.mjs', import.meta.url));
const TIMEOUT_MS = 45_000;

export type Ended = { exitCode: number | null; stdout: string; stderr: string };

export type Running = {
  /** Resolves with the first line of output that holds this text; rejects when the command ends without it. */
  untilLine(part: string): Promise<string>;
  /** `SIGKILL` ends it as a crash would. */
  signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  ended: Promise<Ended>;
};

export function startDnscaleCerts(args: string[], environment: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    // Nothing listens there: a test that sets no validating resolver asks no public one.
    env: { PATH: process.env.PATH, DNSCALE_CERTS_VALIDATING_RESOLVERS: '127.0.0.1:9', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  const lines = createInterface({ input: child.stdout });
  const end = async (): Promise<Ended> => {
    const [[exitCode], stdout, stderr] = await Promise.all([
      once(child, 'close') as Promise<[number | null]>,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { exitCode, stdout, stderr };
  };
  const ended = end();
  return {
    untilLine: (part) => firstLine(lines, part, ended),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

export function runDnscaleCerts(args: string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  return startDnscaleCerts(args, environment).ended;
}

async function firstLine(
  lines: ReturnType<typeof createInterface>,
  part: string,
  ended: Promise<Ended>,
): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  lines.on('line', (line) => {
    if (line.includes(part)) resolve(line);
  });
  const tooEarly = ended.then(({ exitCode, stderr }) => {
    throw new Error(`the command ended with ${exitCode} and without "${part}": ${stderr}`);
  });
  return Promise.race([promise, tooEarly]);
}
