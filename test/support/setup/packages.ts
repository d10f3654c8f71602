/**
 * Packages of Debian or Ubuntu, unpacked into the cache: nothing is installed or started on this machine, and nobody needs to be root.
 * Not pinned, since an archive keeps its newest version only.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedBuild, type Progress } from './cached-build.ts';
import { type CommandResult, runCommand } from './run-command.ts';

/** @property telling with how long it takes. */
export type Packages = { names: readonly string[]; telling: string; signal?: AbortSignal | undefined };

const TIMEOUT_MS = 120_000;

/** The folder of what they hold, with the packages that they need and this machine has not. Throws what was tried. */
export async function unpackedPackages(
  { names, telling, signal }: Packages,
  progress: Progress,
): Promise<string> {
  return cachedBuild(
    {
      name: `packages-${names.join('-')}-${await systemVersion()}`,
      proof: DONE,
      make: async (draft) => {
        progress(telling);
        await unpack(names, draft, signal);
      },
      signal,
    },
    progress,
  );
}

/** Where the libraries of an unpacked folder are: what stands beside them needs LD_LIBRARY_PATH. */
export async function librariesIn(root: string): Promise<string[]> {
  const folders = ['usr/lib', 'lib'];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(root, folder)).catch(() => []);
      return names
        .filter((name) => name.endsWith('-linux-gnu'))
        .flatMap((name) => [join(root, folder, name), join(root, folder, name, 'pulseaudio')]);
    }),
  );
  return found.flat();
}

const DONE = 'unpacked';

async function unpack(names: readonly string[], draft: string, signal?: AbortSignal): Promise<void> {
  const scratch = join(draft, 'scratch');
  const own = [`Dir::State::lists=${scratch}/lists`, `Dir::Cache=${scratch}/cache`];
  await mkdir(scratch);
  // Else its user cannot write into a folder of ours.
  const options = ['APT::Sandbox::User=root'];
  const tried = [await download(names, scratch, options, signal)];
  // The lists of this machine may be missing, or older than what the archive has.
  if (!tried[0]?.ok) tried.push(await download(names, scratch, [...options, ...own], signal, 'update'));
  const debs = (await readdir(scratch)).filter((name) => name.endsWith('.deb'));
  for (const deb of tried.at(-1)?.ok ? debs : []) {
    tried.push(
      await runCommand('dpkg', ['-x', join(scratch, deb), draft], { timeoutMs: TIMEOUT_MS, signal }),
    );
  }
  signal?.throwIfAborted();
  if (!tried.at(-1)?.ok) throw notHad(names, tried);
  await rm(scratch, { recursive: true });
  await mkdir(join(draft, DONE));
}

/** The packages, and those that they need and this machine has not. */
async function download(
  names: readonly string[],
  folder: string,
  options: string[],
  signal?: AbortSignal,
  first?: 'update',
): Promise<CommandResult> {
  const apt = (...args: string[]) =>
    runCommand('apt-get', [...options.flatMap((one) => ['-o', one]), ...args], {
      timeoutMs: TIMEOUT_MS,
      folder,
      environment: { ...process.env, LC_ALL: 'C' },
      signal,
    });
  if (first) {
    await Promise.all(
      ['lists/partial', 'cache/archives/partial'].map((one) => mkdir(join(folder, one), { recursive: true })),
    );
    await apt(first, '-q');
  }
  const plan = await apt('install', '--simulate', '--no-install-recommends', ...names);
  if (!plan.ok) return plan;
  const needed = [...plan.output.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
  return apt('download', '-q', ...new Set([...names, ...needed]));
}

/** What was unpacked on one version of a system needs its libraries. */
async function systemVersion(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => process.platform);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function notHad(names: readonly string[], tried: readonly CommandResult[]): Error {
  const reasons = tried.filter(({ ok }) => !ok).map(({ reason }) => reason);
  return new Error(
    `${names.join(', ')} could not be had from the archive of this system (${reasons.join('; ')}).`,
  );
}
