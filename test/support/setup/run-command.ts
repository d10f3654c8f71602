/** Runs one command of the set-up to its end, bounded in time. It never uses a shell. */
import { spawn } from 'node:child_process';

export type CommandOptions = {
  timeoutMs: number;
  environment?: NodeJS.ProcessEnv;
  folder?: string;
  /** Ends the command when it aborts. */
  signal?: AbortSignal | undefined;
};

/** What a command of the set-up did. `ok` is false when it was not found, failed or ran out of time. */
export type CommandResult = { ok: boolean; output: string; reason: string };

/** EACCES: no folder on PATH has the command, and one of them may not be searched (execvp(3)). */
const NOT_FOUND = ['ENOENT', 'EACCES'];

/** Never throws: a missing tool is an answer, not an accident. */
export function runCommand(command: string, args: string[], options: CommandOptions): Promise<CommandResult> {
  const child = spawn(command, args, {
    cwd: options.folder,
    env: options.environment ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Not spawn's own `timeout`: that keeps this process alive when the command was not found.
  const kill = () => child.kill('SIGKILL');
  const timer = setTimeout(kill, options.timeoutMs);
  options.signal?.addEventListener('abort', kill);
  if (options.signal?.aborted) kill();
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise<CommandResult>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const reason = NOT_FOUND.includes(error.code ?? '') ? 'not found' : error.message;
      resolve({ ok: false, output, reason });
    });
    child.on('close', (code, signal) => {
      const how = signal ? describeEnd(options) : `exit code ${code}`;
      resolve({ ok: code === 0, output, reason: `${how}: ${lastLine(output)}` });
    });
  }).finally(() => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', kill);
  });
}

function describeEnd({ timeoutMs, signal }: CommandOptions): string {
  return signal?.aborted ? 'interrupted' : `stopped after ${timeoutMs / 1000} s`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() || 'no output';
}
