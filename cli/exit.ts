/** Ends the command: with one clear error and its exit code when something was thrown, and in any case without delay. */
import { asRenewerError, toldTo } from '../functions/engine/errors.ts';

/** Called wrongly: an argument or a variable of the environment cannot be used. */
const BAD_USAGE = 2;
const NOT_DONE = 1;

export function failWith(thrown: unknown): void {
  const error = asRenewerError(thrown);
  process.stderr.write(`error: ${toldTo('caller', error)}\n`);
  process.exitCode = error.code === 'config-invalid' ? BAD_USAGE : NOT_DONE;
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
