/**
 * A certificate in the layout that certbot made common, for servers whose configuration names files. The link is switched in
 * one step, so that key and chain under it always belong together; what it led to before stays until the switch after next.
 *
 *     live/<name> -> ../archive/<name>/<version>
 *     archive/<name>/<version>/{privkey,cert,chain,fullchain,bundle}.pem
 *     archive/<name>/.dnscale-certs/lock hook-due
 */
import { lstat, open, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pemFiles } from '../engine/certificate/pem-files.ts';
import { VERSION_NAME } from '../engine/certificate/version-name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { Lineage } from '../engine/ports/files.ts';
import { errorCode } from './error-code.ts';
import { createFolder, type Folder, OWN_FOLDER, refused } from './folder.ts';
import { lockFolder } from './folder-lock.ts';
import { expectOwnFolder } from './own-path.ts';

const HOOK_DUE = `${OWN_FOLDER}/hook-due`;

/** @param name as one part of a path. */
export function createLineage(out: string, name: string): Lineage {
  const top = createFolder(out);
  const own = createFolder(join(out, 'archive', name));
  const place = { out, name, link: resolve(out, 'live', name) };
  const guarded = <Result>(act: () => Promise<Result>): Promise<Result> =>
    act().catch((thrown) => {
      throw thrown instanceof RenewerError ? thrown : refused(place.link, thrown);
    });
  return {
    path: place.link,
    lock: () => lockFolder(own),
    installedVersion: () => guarded(() => installedVersion(place)),
    async holds(version, files) {
      const read = pemFiles(files).map(
        async ([file, text]) => (await own.read(`${version}/${file}`)) === text,
      );
      return (await Promise.all(read)).every(Boolean);
    },
    install: (version, files, { hookIsDue }) =>
      guarded(async () => {
        await installedVersion(place);
        await top.expectWritable();
        await writeVersion(own, version, pemFiles(files));
        // Before the switch: of a command that is killed after it, the next one runs the hook.
        if (hookIsDue) await own.write(HOOK_DUE, `${version}\n`);
        await switchTo(version, place);
      }),
    isHookDue: async () => (await own.read(HOOK_DUE)) !== undefined,
    hookHasRun: () => guarded(() => rm(join(own.path, HOOK_DUE), { force: true })),
    removeBefore: (version) => guarded(() => removeBefore(own.path, version)),
  };
}

type Place = { out: string; name: string; link: string };

/** @throws RenewerError `store-failed` where something else is in the link's place. */
async function installedVersion({ out, name, link }: Place): Promise<string | undefined> {
  if (!(await expectOwnFolder({ folder: out, inside: 'live' }, 'leave'))) return undefined;
  try {
    const target = await readlink(link);
    const version = target.replace(`../archive/${name}/`, '');
    if (target.startsWith('../archive/') && VERSION_NAME.test(version)) return version;
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    // The answer where there is no link.
    if (errorCode(thrown) !== 'EINVAL') throw thrown;
  }
  throw notOurs(link, (await lstat(link)).isSymbolicLink() ? 'leads elsewhere' : 'is no symbolic link');
}

async function writeVersion(own: Folder, version: string, files: [string, string][]): Promise<void> {
  for (const [name, text] of files) {
    const file = `${version}/${name}`;
    if ((await own.read(file)) !== text) await own.write(file, text);
  }
  await toDisk(join(own.path, version));
  await toDisk(own.path);
}

async function switchTo(version: string, { out, name, link }: Place): Promise<void> {
  await expectOwnFolder({ folder: out, inside: 'live' }, 'make');
  const folder = join(out, 'live');
  // A killed command may have left it. No certificate's name begins so.
  const draft = join(folder, `.${name}.new`);
  await rm(draft, { force: true });
  await symlink(`../archive/${name}/${version}`, draft);
  await rename(draft, link);
  await toDisk(folder);
}

/** The entries of a folder. Windows opens none. */
async function toDisk(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** All but the last one before it: a server may read that until it has reloaded. */
async function removeBefore(archive: string, version: string): Promise<void> {
  const names = (await readdir(archive)).filter((name) => VERSION_NAME.test(name) && name < version);
  const older = names.sort().slice(0, -1);
  await Promise.all(older.map((name) => rm(join(archive, name), { recursive: true })));
}

export function notOurs(path: string, why: string): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: path,
    message: `${path} ${why}, so this command did not make it, and left it as it is.`,
    advice: 'Move it away, or give another folder with --out.',
  });
}
