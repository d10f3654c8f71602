/**
 * The two servers of the local world that npm does not have: Pebble (the CA) and ministack (AWS). Each is
 * made once, pinned, in the project's cache folder; nothing is installed outside of it. Never a silent
 * skip: a tool that cannot be had is one error that says what was tried and what to do.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPebble, PEBBLE_VERSION, pebbleOnPath } from './build-pebble.ts';
import { cachedBuild, type Progress } from './cached-build.ts';
import { makeVenv, PYTHON_IN_VENV } from './python.ts';

const PINS = fileURLToPath(new URL('./ministack-requirements.txt', import.meta.url));
const silently: Progress = () => {};

/** Pebble's binary: the one on PATH when its version fits, else one built once with Go. */
export async function ensurePebble(progress: Progress = silently, signal?: AbortSignal): Promise<string> {
  const found = await pebbleOnPath();
  if (found.binary) return found.binary;
  const folder = await cachedBuild(
    {
      name: `pebble-${PEBBLE_VERSION}`,
      proof: 'pebble',
      make: (draft) => buildPebble(draft, [found.tried], progress, signal),
      signal,
    },
    progress,
  );
  return join(folder, 'pebble');
}

/** The Python that runs `-m ministack`, in a virtual environment made once with the pinned packages. */
export async function ensureMinistack(progress: Progress = silently, signal?: AbortSignal): Promise<string> {
  const pins = await readFile(PINS);
  const folder = await cachedBuild(
    {
      name: `ministack-${createHash('sha256').update(pins).digest('hex').slice(0, 12)}`,
      proof: PYTHON_IN_VENV,
      make: async (draft) => {
        progress('Installing the AWS emulator ministack from PyPI (about 15 s, once)…');
        await makeVenv(draft, ['--requirement', PINS], signal);
      },
      signal,
    },
    progress,
  );
  return join(folder, PYTHON_IN_VENV);
}

/** Both at the same time; what a first `npm run demo` waits for. Ends early, by a throw, when `signal` aborts. */
export async function ensureTools(progress: Progress = silently, signal?: AbortSignal): Promise<void> {
  const made = await Promise.allSettled([ensurePebble(progress, signal), ensureMinistack(progress, signal)]);
  const failures = made.filter((result) => result.status === 'rejected').map((result) => result.reason);
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.message).join('\n'));
}
