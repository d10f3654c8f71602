/** The renew function as a child process: the shipped bundle, one invocation, then the end (or SIGKILL before it). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import { NODE_COMMANDS } from '../../test/support/setup/places.ts';

const PROGRAM = join(import.meta.dirname, 'invoke-handler.ts');

export type Invocation = {
  certificateNames: readonly string[];
  /** Lambda's time limit, as the context tells it. */
  limitMs: number;
  /** How often each message is delivered, at once. @default 1 */
  deliveries?: number | undefined;
};

/** A line of the function's log; `remainingMs` is in the line with which invoke-handler.ts ends each invocation. */
export type LogLine = {
  message: string;
  event?: string;
  code?: string;
  detail?: string;
  remainingMs?: number;
};

/** A line that tells an event of a run. */
export type ToldEvent = RunEvent & { certificateName: string; runId?: string };

export type Ended = {
  /** Undefined when a signal ended it. */
  exitCode: number | undefined;
  /** Everything it wrote: the function's log. */
  output: string;
  lines: LogLine[];
  events: ToldEvent[];
  tookMs: number;
};

export type RenewProcess = {
  /** Sends SIGKILL; resolves when the process is gone. May be called again. */
  kill(): Promise<void>;
  ended: Promise<Ended>;
};

export function startRenewProcess(
  bundle: string,
  environment: NodeJS.ProcessEnv,
  { certificateNames, limitMs, deliveries = 1 }: Invocation,
): RenewProcess {
  const startedAtMs = performance.now();
  const child = spawn(
    join(NODE_COMMANDS, 'node'),
    [PROGRAM, bundle, certificateNames.join(','), String(limitMs), String(deliveries)],
    { env: environment, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
    ended: closed.then(([code]) => {
      const lines = output.split('\n').flatMap(parseLine);
      const tookMs = performance.now() - startedAtMs;
      return { exitCode: code ?? undefined, output, lines, events: lines.filter(isEvent), tookMs };
    }),
  };
}

/** The last line of a killed process may be cut off. */
function parseLine(text: string): LogLine[] {
  try {
    const line = JSON.parse(text);
    return typeof line?.message === 'string' ? [line] : [];
  } catch {
    return [];
  }
}

function isEvent(line: LogLine): line is LogLine & ToldEvent {
  return 'certificateName' in line && line.event !== 'run-lost';
}
