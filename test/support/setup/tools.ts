/**
 * What the local world needs and npm does not have: Pebble (the CA), ministack (AWS), and for the tests real clients of
 * DNScale, real servers and a real browser. Each is made once, pinned, in the project's cache folder, and nothing outside it. Never a silent skip: a missing
 * tool is one error that says what was tried and what to do.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.ts';
import { buildPebble, PEBBLE_VERSION, pebbleOnPath } from './build-pebble.ts';
import { cachedBuild, type Progress } from './cached-build.ts';
import { makeVenv, PYTHON_IN_VENV } from './python.ts';
import { ensureServerSoftware } from './server-software.ts';

const MINISTACK_PINS = fileURLToPath(new URL('./ministack-requirements.txt', import.meta.url));
const REAL_CLIENTS_PINS = fileURLToPath(new URL('./real-clients-requirements.txt', import.meta.url));
const CFN_LINT_PINS = fileURLToPath(new URL('./cfn-lint-requirements.txt', import.meta.url));
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

/** The Python that has ministack, in a virtual environment made once with the pinned packages. */
export function ensureMinistack(progress: Progress = silently, signal?: AbortSignal): Promise<string> {
  const telling = 'Installing the AWS emulator ministack from PyPI (about 15 s, once)…';
  return cachedVenv({ name: 'ministack', pinsFile: MINISTACK_PINS, telling }, progress, signal);
}

/** The Python that has DNScale's SDK and certbot with DNScale's plugin. Only tests need it: no demo waits for it. */
export function ensureRealClients(progress: Progress = silently, signal?: AbortSignal): Promise<string> {
  const telling = "Installing DNScale's SDK and certbot from PyPI (about 10 s, once)…";
  return cachedVenv({ name: 'real-clients', pinsFile: REAL_CLIENTS_PINS, telling }, progress, signal);
}

/** The Python that runs `-m cfnlint`. Only the lint of templates needs it. */
export function ensureCfnLint(progress: Progress = silently, signal?: AbortSignal): Promise<string> {
  const telling = 'Installing cfn-lint from PyPI (about 10 s, once)…';
  return cachedVenv({ name: 'cfn-lint', pinsFile: CFN_LINT_PINS, telling }, progress, signal);
}

/** Both servers at the same time; a first `npm run demo` waits for them. Throws early when `signal` aborts. */
export function ensureTools(progress: Progress = silently, signal?: AbortSignal): Promise<void> {
  return allOf([ensurePebble(progress, signal), ensureMinistack(progress, signal)]);
}

/** nginx and HAProxy: what starts them. Only tests need them. */
export function ensureTestServers(progress: Progress = silently): Promise<Record<string, string>> {
  return ensureServerSoftware(['nginx', 'haproxy'], progress);
}

/** Everything that the tests above `unit` need. */
export function ensureTestTools(progress: Progress = silently): Promise<void> {
  return allOf([
    ensureTools(progress),
    ensureRealClients(progress),
    ensureTestServers(progress),
    ensureBrowser(progress),
  ]);
}

/** Its name holds the hash of the pins, so that other pins make another environment. */
async function cachedVenv(
  { name, pinsFile, telling }: { name: string; pinsFile: string; telling: string },
  progress: Progress,
  signal?: AbortSignal,
): Promise<string> {
  const pins = await readFile(pinsFile);
  const folder = await cachedBuild(
    {
      name: `${name}-${createHash('sha256').update(pins).digest('hex').slice(0, 12)}`,
      proof: PYTHON_IN_VENV,
      make: async (draft) => {
        progress(telling);
        await makeVenv(draft, ['--requirement', pinsFile], signal);
      },
      signal,
    },
    progress,
  );
  return join(folder, PYTHON_IN_VENV);
}

/** Waits for all of them, then throws one error that tells every failure. */
async function allOf(makings: Promise<unknown>[]): Promise<void> {
  const made = await Promise.allSettled(makings);
  const failures = made.filter((result) => result.status === 'rejected').map((result) => result.reason);
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.message).join('\n'));
}
