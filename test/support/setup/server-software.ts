/**
 * The servers that read certificates (nginx, HAProxy, …), for the tests that reload real ones: those on PATH, else the packages of
 * Debian or Ubuntu, unpacked into the cache.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Progress } from './cached-build.ts';
import { librariesIn, unpackedPackages } from './packages.ts';

/** The command that runs each; its package has the same name. */
export type Software = 'nginx' | 'haproxy' | 'socat' | 'caddy' | 'postfix';

const FOLDERS = ['usr/sbin', 'usr/bin', 'sbin', 'bin'];

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
  const telling = `Unpacking ${names.join(', ')} of this system's archive (about 5 s, once)…`;
  const root = await unpackedPackages({ names, telling, signal }, progress).catch((error: Error) => {
    const advice = `Put them on PATH (\`apt-get install ${names.join(' ')}\`, or \`brew install\`), and start again.`;
    throw new Error(`${error.message} ${advice}`);
  });
  return environmentOf(root, path);
}

async function environmentOf(root: string, path: string): Promise<Record<string, string>> {
  const libraries = [...(await librariesIn(root)), join(root, 'usr/lib/postfix')];
  const folders = FOLDERS.map((name) => join(root, name));
  return { PATH: [...folders, path].join(delimiter), LD_LIBRARY_PATH: libraries.join(delimiter) };
}
