/** Python for the set-up: finds a new enough one and makes virtual environments with pinned packages. */
import { join } from 'node:path';
import { type CommandResult, runCommand } from './run-command.ts';

const CANDIDATES = [
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python',
];
const NEW_ENOUGH = 'import sys; sys.exit(sys.version_info < (3, 10))';
const QUIET_PIP = ['--quiet', '--disable-pip-version-check', '--no-input'];

/** The Python inside a virtual environment; it still works when the environment's folder is moved. */
export const PYTHON_IN_VENV = join('bin', 'python');

/** Makes a virtual environment in `folder` and installs `packages` (pip's arguments) into it. Throws a clear error. */
export async function makeVenv(folder: string, packages: string[], signal?: AbortSignal): Promise<void> {
  const python = await findPython();
  const made = await runCommand(python, ['-m', 'venv', folder], {
    timeoutMs: 120_000,
    environment: { ...process.env, TMPDIR: folder },
    signal,
  });
  signal?.throwIfAborted();
  if (!made.ok) {
    throw new Error(
      `${python} could not make a virtual environment (${made.reason}). On Debian and Ubuntu it needs the package python3-venv.`,
    );
  }
  const installed = await pip(folder, ['install', ...QUIET_PIP, ...packages], signal);
  signal?.throwIfAborted();
  if (!installed.ok) throw new Error(`pip could not install ${packages.join(' ')} (${installed.reason}).`);
}

async function findPython(): Promise<string> {
  for (const candidate of CANDIDATES) {
    const { ok } = await runCommand(candidate, ['-c', NEW_ENOUGH], { timeoutMs: 15_000 });
    if (ok) return candidate;
  }
  throw new Error(`Python 3.10 or newer is not on PATH (tried ${CANDIDATES.join(', ')}). Install it.`);
}

// -I: neither PYTHONPATH nor the user's site-packages may leak in. PIP_USER would make pip refuse. TMPDIR: what an
// interrupted pip leaves is removed with the environment.
function pip(folder: string, args: string[], signal?: AbortSignal): Promise<CommandResult> {
  const environment = { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', TMPDIR: folder };
  return runCommand(join(folder, PYTHON_IN_VENV), ['-I', '-m', 'pip', ...args], {
    timeoutMs: 300_000,
    environment,
    signal,
  });
}
