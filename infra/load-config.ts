/** Loads the configuration file that synth was given and has it checked. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RenewerConfig } from '../functions/engine/config/renewer-config.ts';
import { validateConfig } from '../functions/engine/config/validate.ts';
import { printable, RenewerError } from '../functions/engine/errors.ts';

/**
 * The configuration that `file` exports as default, checked and complete.
 *
 * @param file Path, seen from the working directory.
 * @throws RenewerError `config-invalid`, with every fault in one message.
 */
export async function loadConfig(file: string): Promise<RenewerConfig> {
  return validateConfig(await importDefault(file), file);
}

async function importDefault(file: string): Promise<unknown> {
  try {
    const loaded: { default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return loaded.default;
  } catch (thrown) {
    const why = thrown instanceof Error ? printable(thrown.message) : 'unknown error';
    throw new RenewerError({
      code: 'config-invalid',
      disposition: 'person',
      subject: file,
      message: `The configuration ${file} cannot be loaded: ${why}. Name another file with -c config=<path>`,
      cause: thrown,
    });
  }
}
