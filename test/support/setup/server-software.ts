/**
 * The servers that read certificates (nginx, HAProxy, …), for the tests that reload real ones: those on PATH, else the packages of
 * Debian or Ubuntu, unpacked into the cache. Nothing is installed or started on this machine, and nobody needs to be root.
 * Not pinned, since an archive keeps its newest version only.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cachedBuild, type Progress } from './cached-build.ts';
import { type CommandResult, runCommand } from './run-command.ts';

/** The command that runs each; its package has the same name. */
export type Software = 'nginx' | 'haproxy' | 'socat' | 'caddy' | 'postfix';

const FOLDERS = ['usr/sbin', 'usr/bin', 'sbin', 'bin'];
const TIMEOUT_MS = 120_000;

/** @returns PATH and, where they were unpacked, the libraries: what their commands need to start. Throws what to install. */
export async function ensureServerSoftware(
  wanted: readonly Software[],
  progress: Progress,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const path = [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter);
  const isOnPath = (command: string) => path.split(delimiter).some((one) => existsSync(join(one, command)));
  const names = wanted.filter((command) => !isOnPath(command));
  if (names.length === 0) return { PATH: path };
  const root = await cachedBuild(
    {
      name: `packages-${names.join('-')}-${await systemVersion()}`,
      proof: DONE,
      make: async (draft) => {
        progress(`Unpacking ${names.join(', ')} of this system's archive (about 5 s, once)…`);
        await unpack(names, draft, signal);
      },
      signal,
    },
    progress,
  );
  return environmentOf(root, path);
}

const DONE = 'unpacked';

async function unpack(names: Software[], draft: string, signal?: AbortSignal): Promise<void> {
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
  if (!tried.at(-1)?.ok) throw missing(names, tried);
  await rm(scratch, { recursive: true });
  await mkdir(join(draft, DONE));
}

/** The packages, and those that they need and this machine has not. */
async function download(
  names: Software[],
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

async function environmentOf(root: string, path: string): Promise<Record<string, string>> {
  const libraries = (await readdir(join(root, 'usr/lib')).catch(() => []))
    .filter((name) => name.endsWith('-linux-gnu') || name === 'postfix')
    .map((name) => join(root, 'usr/lib', name));
  const folders = FOLDERS.map((name) => join(root, name));
  return { PATH: [...folders, path].join(delimiter), LD_LIBRARY_PATH: libraries.join(delimiter) };
}

/** What was unpacked on one version of a system needs its libraries. */
async function systemVersion(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => process.platform);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function missing(names: Software[], tried: CommandResult[]): Error {
  const reasons = tried.filter(({ ok }) => !ok).map(({ reason }) => reason);
  return new Error(
    `${names.join(', ')} could not be had from the archive of this system (${reasons.join('; ')}). ` +
      `Put them on PATH (\`apt-get install ${names.join(' ')}\`, or \`brew install\`), and start again.`,
  );
}
