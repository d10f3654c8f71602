/**
 * The folder of one certificate on this machine. The five PEM files are at its top; everything that the renewer needs
 * for itself is in one hidden folder beside them. A file is written as a whole or not at all. Everything in it, and the way
 * to it, is this user's alone (own-path.ts), and no symbolic link in it is followed.
 *
 *     privkey.pem cert.pem chain.pem fullchain.pem bundle.pem
 *     .dnscale-certs/state.json lock accounts/<CA>.pem archive/<version>/*.pem
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NamedText } from '../engine/certificate/pem-files.ts';
import { printable, RenewerError } from '../engine/errors.ts';
import { errorCode } from './error-code.ts';
import { expectOwnFile, expectOwnFolder, linkInTheWay } from './own-path.ts';

export interface Folder {
  /** As it was given: for messages. */
  readonly path: string;
  /** The text of a file of the folder; undefined when there is none. */
  read(file: string): Promise<string | undefined>;
  /** Replaces the file. */
  write(file: string, text: string): Promise<void>;
  /** The same with several, one after the other in this order; none is replaced before all are on the disk. */
  writeAll(files: readonly NamedText[]): Promise<void>;
  /** Makes the file; returns false, and changes nothing, when it exists. */
  create(file: string, text: string): Promise<boolean>;
  /** Fails when no file can be put at the folder's top, so that this shows before an order is spent. */
  expectWritable(): Promise<void>;
  /** Fails when another user could have a hand in what is there. Makes nothing. */
  expectOwn(): Promise<void>;
}

export const OWN_FOLDER = '.dnscale-certs';

/** Only the owner may read keys and state. Certificates are public. */
const PRIVATE = 0o600;
const PUBLIC = 0o644;
const PUBLIC_FILES = ['cert.pem', 'chain.pem', 'fullchain.pem'];

/** The longest state, that of a certificate for a hundred names, has some hundred KB. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The first write makes the folder. Every call throws RenewerError `store-failed` when the disk refuses, `folder-unsafe`
 * when another user could have a hand in it.
 */
export function createFolder(path: string): Folder {
  const refusing = <Result>(file: string, act: () => Promise<Result>): Promise<Result> =>
    act().catch((thrown) => {
      throw thrown instanceof RenewerError ? thrown : refused(join(path, file), thrown);
    });
  const expectPlace = (file: string, missing: 'make' | 'leave') =>
    expectOwnFolder({ folder: path, inside: dirname(file) }, missing);
  const draft = (file: string, text: string) =>
    refusing(file, async () => {
      await expectPlace(file, 'make');
      return { file, at: await writeDraft(join(path, file), text) };
    });
  const writeAll = async (files: readonly NamedText[]) => {
    const written = await Promise.allSettled(files.map(([file, text]) => draft(file, text)));
    const drafts = written.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    try {
      for (const one of written) if (one.status === 'rejected') throw one.reason;
      for (const { file, at } of drafts) await refusing(file, () => rename(at, join(path, file)));
    } catch (thrown) {
      await Promise.all(drafts.map(({ at }) => rm(at, { force: true })));
      throw thrown;
    }
  };
  return {
    path,
    read: (file) =>
      refusing(file, async () =>
        (await expectPlace(file, 'leave')) ? readIfThere(join(path, file)) : undefined,
      ),
    write: (file, text) => writeAll([[file, text]]),
    writeAll,
    create: (file, text) =>
      refusing(file, async () => {
        await expectPlace(file, 'make');
        return makeIfAbsent(join(path, file), text);
      }),
    expectWritable: () =>
      refusing('', async () => {
        await expectPlace('', 'make');
        await access(path, constants.W_OK);
      }),
    expectOwn: () =>
      refusing('', async () => {
        await expectOwnFolder({ folder: path, inside: OWN_FOLDER }, 'leave');
      }),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readOwn(path);
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    // The answer to O_NOFOLLOW; FreeBSD's is EMLINK.
    throw ['ELOOP', 'EMLINK'].includes(errorCode(thrown)) ? linkInTheWay(path) : thrown;
  }
}

/** Does not block on a pipe. Windows knows neither flag. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function readOwn(path: string): Promise<string> {
  const file = await open(path, READ);
  try {
    const stats = await file.stat();
    await expectOwnFile(path, stats);
    if (stats.size > MOST_BYTES) throw new Error(`it has more than ${MOST_BYTES} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function makeIfAbsent(path: string, text: string): Promise<boolean> {
  const draft = await writeDraft(path, text);
  try {
    await link(draft, path);
    return true;
  } catch (thrown) {
    if (errorCode(thrown) !== 'EEXIST') throw thrown;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/** To the disk and complete, before the file gets its name. */
async function writeDraft(path: string, text: string): Promise<string> {
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
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
  return draft;
}

/** What the file system does not do. */
export function refused(path: string, thrown: unknown): RenewerError {
  const detail = thrown instanceof Error ? printable(thrown.message) : 'unknown';
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: path,
    message: `${path} could not be read or written: ${detail}. Give a folder that you own, on a disk with room, and run this again: it continues where this run ended.`,
    cause: thrown,
  });
}
