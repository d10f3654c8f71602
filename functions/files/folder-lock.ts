/**
 * Lets one process at a time work in a folder. The lock is a file that names its holder; when the holder is gone (killed,
 * the machine restarted), the lock is taken over at once.
 */
import { randomUUID } from 'node:crypto';
import { link, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RenewerError } from '../engine/errors.ts';
import { errorCode } from './error-code.ts';
import { type Folder, OWN_FOLDER } from './folder.ts';

const LOCK = `${OWN_FOLDER}/lock`;

/** Returns what gives the lock up. @throws RenewerError `store-failed` while another process holds it. */
export async function lockFolder(folder: Folder): Promise<() => Promise<void>> {
  const path = join(folder.path, LOCK);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await folder.create(LOCK, String(process.pid))) return () => rm(path, { force: true });
    const holder = await folder.read(LOCK);
    if (holder !== undefined && isAlive(holder)) throw held(folder, path, holder);
    if (holder !== undefined) await discard(folder, holder);
  }
  throw held(folder, path, 'unknown');
}

/** A lock with our own process id is from an earlier start: in a container each start may get the same id. */
function isAlive(holder: string): boolean {
  const pid = /^[1-9]\d{0,9}$/.test(holder) ? Number(holder) : process.pid;
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return errorCode(thrown) === 'EPERM';
  }
}

/** By renaming, which only one process can do. If another has locked the folder meanwhile, its lock is put back. */
async function discard(folder: Folder, holder: string): Promise<void> {
  const path = join(folder.path, LOCK);
  const file = `${LOCK}.${randomUUID()}`;
  const aside = join(folder.path, file);
  try {
    await rename(path, aside);
    if ((await folder.read(file)) !== holder) await link(aside, path);
  } catch (thrown) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(thrown))) throw thrown;
  } finally {
    await rm(aside, { force: true });
  }
}

function held(folder: Folder, path: string, holder: string): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: 'next-run',
    subject: folder.path,
    message: `Another run works in ${folder.path} (process ${holder}). Wait for its end, or give another folder with --out. If no such run exists, delete ${path}.`,
  });
}
