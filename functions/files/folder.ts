/**
 * The folder of one certificate on this machine. The five PEM files are at its top; everything that the renewer needs
 * for itself is in one hidden folder beside them. A file is written as a whole or not at all.
 *
 *     privkey.pem cert.pem chain.pem fullchain.pem bundle.pem
 *     .dnscale-certs/state.json lock accounts/<CA>.pem archive/<version>/*.pem
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { printable, RenewerError } from '../engine/errors.ts';

export interface Folder {
  /** As it was given: for messages. */
  readonly path: string;
  /** The text of a file of the folder; undefined when there is none. */
  read(file: string): Promise<string | undefined>;
  /** Replaces the file. */
  write(file: string, text: string): Promise<void>;
  /** Makes the file; returns false, and changes nothing, when it exists. */
  create(file: string, text: string): Promise<boolean>;
  /** Fails when no file can be put at the folder's top, so that this shows before an order is spent. */
  expectWritable(): Promise<void>;
}

export const OWN_FOLDER = '.dnscale-certs';

/** Only the owner may read keys and state. Certificates are public. */
const PRIVATE = 0o600;
const PUBLIC = 0o644;
const PRIVATE_FOLDER = 0o700;
const PUBLIC_FILES = ['cert.pem', 'chain.pem', 'fullchain.pem'];

/** The first write makes the folder. Every call throws RenewerError `store-failed` when the disk refuses. */
export function createFolder(path: string): Folder {
  const refusing = <Result>(file: string, act: () => Promise<Result>): Promise<Result> =>
    act().catch((thrown) => {
      throw refused(join(path, file), thrown);
    });
  return {
    path,
    read: (file) => refusing(file, () => readIfThere(join(path, file))),
    write: (file, text) => refusing(file, () => put(join(path, file), text, (from, to) => rename(from, to))),
    create: (file, text) => refusing(file, () => makeIfAbsent(join(path, file), text)),
    expectWritable: () =>
      refusing('', async () => {
        await makeFolder(path);
        await access(path, constants.W_OK);
      }),
  };
}

export function errorCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function makeIfAbsent(path: string, text: string): Promise<boolean> {
  let isMade = true;
  await put(path, text, (from, to) =>
    link(from, to).catch((thrown) => {
      if (errorCode(thrown) !== 'EEXIST') throw thrown;
      isMade = false;
    }),
  );
  return isMade;
}

/** Not `recursive`: below a parent that exists but takes no folders (/proc), Node would never stop trying. */
async function makeFolder(path: string): Promise<void> {
  const make = () => mkdir(path, { mode: PRIVATE_FOLDER });
  try {
    await make().catch(async (thrown) => {
      if (errorCode(thrown) !== 'ENOENT') throw thrown;
      await makeFolder(dirname(path));
      await make();
    });
  } catch (thrown) {
    const isThere = errorCode(thrown) === 'EEXIST' && (await stat(path)).isDirectory();
    if (!isThere) throw thrown;
  }
}

/** Writes a draft, to the disk and complete, before the file gets its name. */
async function put(
  path: string,
  text: string,
  publish: (from: string, to: string) => Promise<void>,
): Promise<void> {
  await makeFolder(dirname(path));
  const draft = `${path}.${randomUUID()}`;
  const isPublic = PUBLIC_FILES.some((name) => path.endsWith(`/${name}`));
  try {
    const file = await open(draft, 'wx', isPublic ? PUBLIC : PRIVATE);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await publish(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

function refused(path: string, thrown: unknown): RenewerError {
  const detail = thrown instanceof Error ? printable(thrown.message) : 'unknown';
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: path,
    message: `${path} could not be read or written: ${detail}. Give a folder that you own, on a disk with room, and run this again: it continues where this run ended.`,
    cause: thrown,
  });
}
