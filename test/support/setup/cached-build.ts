/**
 * The cache of built tools: whatever is at its final path is whole. A build happens in `building/` and is published by one
 * rename, so that an interrupted one is never taken for done.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { onlyOne } from './only-one.mjs';
import { CACHE } from './places.ts';

/** Called with one plain line for each piece of work. */
export type Progress = (line: string) => void;

export type Build = {
  /** Name in the cache; it holds everything that decides the result (version, hash of the pins). */
  name: string;
  /** A path inside the build that must exist, else it counts as missing. */
  proof: string;
  /** Makes the tool in the empty folder given. Throws one clear error if it cannot. */
  make(folder: string): Promise<void>;
  /** Ends the wait for another run's build; a build of our own ends by what `make` does. */
  signal?: AbortSignal | undefined;
};

const ABANDONED_AFTER_MS = 60 * 60_000;

/** The folder of the build, made now if it is not in the cache. Safe when several runs ask at once. */
export async function cachedBuild(build: Build, progress: Progress, cache = CACHE): Promise<string> {
  const folder = join(cache, build.name);
  const isThere = () => existsSync(join(folder, build.proof));
  if (isThere()) return folder;
  await onlyOne(
    `${folder}.lock`,
    async () => {
      if (!isThere()) await makeAndPublish(build, folder, join(cache, 'building'));
    },
    () => progress(`Another run is making ${build.name}; waiting for it.`),
    build.signal,
  );
  return folder;
}

async function makeAndPublish(build: Build, folder: string, workshop: string): Promise<void> {
  await mkdir(workshop, { recursive: true });
  await removeAbandoned(workshop);
  const draft = await mkdtemp(join(workshop, `${build.name}-`));
  try {
    await build.make(draft);
    await rm(folder, { recursive: true, force: true }); // there, but without its proof
    await rename(draft, folder);
  } catch (error) {
    if (!existsSync(join(folder, build.proof))) throw error; // else another run has published meanwhile
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeAbandoned(workshop: string): Promise<void> {
  for (const name of await readdir(workshop)) {
    const draft = join(workshop, name);
    const startedAt = await stat(draft).then(
      (found) => found.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - startedAt > ABANDONED_AFTER_MS) await rm(draft, { recursive: true, force: true });
  }
}
