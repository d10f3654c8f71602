/** How the command ends: one clear error when something was thrown, its exit code, and an end in any case. */
import { asRenewerError } from '../functions/engine/errors.ts';

/** Called wrongly: an argument or a variable of the environment cannot be used. */
const BAD_USAGE = 2;
const NOT_DONE = 1;

export function endWith(thrown: unknown): void {
  const { code, message } = asRenewerError(thrown);
  process.stderr.write(`error: ${message}\n`);
  process.exitCode = code === 'config-invalid' ? BAD_USAGE : NOT_DONE;
}

/** Once all is written. A CA that hangs holds its connection open, and with it the process, for half a minute. */
export async function leave(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit();
}

/** Also when the reader has gone away. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
