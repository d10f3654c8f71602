/** How the command ends when something was thrown: one clear error, and the exit code that goes with it. */
import { asRenewerError } from '../functions/engine/errors.ts';

/** Called wrongly: an argument or a variable of the environment cannot be used. */
const BAD_USAGE = 2;
const NOT_DONE = 1;

export function endWith(thrown: unknown): void {
  const { code, message } = asRenewerError(thrown);
  process.stderr.write(`error: ${message}\n`);
  process.exitCode = code === 'config-invalid' ? BAD_USAGE : NOT_DONE;
}
