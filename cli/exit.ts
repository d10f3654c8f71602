/** Ends the command: with one clear error and its exit code when something was thrown, and in any case without delay. */
import { constants } from 'node:os';
import { asRenewerError, toldTo } from '../functions/engine/errors.ts';
import { say } from './page.ts';

/** Called wrongly: an argument or a variable of the environment cannot be used. */
const BAD_USAGE = 2;
const NOT_DONE = 1;
/** As a shell has it for Ctrl-C. */
const INTERRUPTED = 128 + constants.signals.SIGINT;

/** The part of `process` that ends. */
export type Ending = { stderr: NodeJS.WritableStream; exitCode?: number | string | null | undefined };

export function failWith(thrown: unknown, ending: Ending = process): void {
  const error = asRenewerError(thrown);
  const isInterrupted = error.code === 'interrupted';
  say(ending.stderr, `${isInterrupted ? '' : 'error: '}${toldTo('caller', error)}`);
  const failed = error.code === 'config-invalid' ? BAD_USAGE : NOT_DONE;
  ending.exitCode = isInterrupted ? INTERRUPTED : failed;
}

/**
 * Ends the process as soon as all output is written. By itself it would live on for half a minute where a CA hangs and
 * holds its connection open.
 */
export async function endProcess(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit();
}

/** Resolves also when the reader has gone away. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
